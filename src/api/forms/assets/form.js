// Sends the form without leaving the page, and shows each fault beside its field. Without this script the
// form works too: the server answers with a page.
(() => {
  const form = document.querySelector('form[data-words]');
  tellHeight();
  if (form === null) return;
  // Attributes, not properties: a field may be called `action` or `dataset`, and would stand for it.
  const words = JSON.parse(form.getAttribute('data-words'));
  const status = form.querySelector('.status');
  const button = form.querySelector('button');
  // The same for each attempt of this page: a second click creates nothing.
  const key = globalThis.crypto?.randomUUID?.();
  form.noValidate = true;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!button.disabled) void send();
  });

  async function send() {
    clearFaults();
    button.disabled = true;
    status.classList.remove('faulty');
    status.textContent = words.sending;
    try {
      const answer = await fetch(form.getAttribute('action'), {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Accept: 'application/json',
          ...(key && { 'Idempotency-Key': key }),
        },
        body: JSON.stringify(Object.fromEntries(new FormData(form))),
      });
      const body = await answer.json();
      if (answer.ok) showThanks(body);
      else showProblem(answer.status, body);
    } catch {
      tellFault(words.failed);
    }
    button.disabled = false;
  }

  function showThanks({ message, redirect_url: url }) {
    if (url !== null) {
      window.top.location.assign(url);
      return;
    }
    const main = document.querySelector('main');
    const title = document.createElement('h1');
    title.textContent = words.sent;
    title.tabIndex = -1;
    const lines = message.split('\n').map((line) => {
      const paragraph = document.createElement('p');
      paragraph.textContent = line;
      return paragraph;
    });
    main.replaceChildren(title, ...lines);
    title.focus();
  }

  function showProblem(code, { errors = [] }) {
    const shown = errors.filter((fault) => showFault(fault));
    const first = shown[0] && controlOf(shown[0].path);
    if (first) {
      tellFault(words.correct.replace('{count}', shown.length));
      first.focus();
    } else if (code === 429) tellFault(words.tooMany);
    else if (code === 404 || code === 410) tellFault(words.gone);
    else tellFault(words.failed);
  }

  function tellFault(text) {
    status.classList.add('faulty');
    status.textContent = text;
  }

  function controlOf(path) {
    return document.getElementById(`f-${path}`);
  }

  function showFault(fault) {
    const control = controlOf(fault.path);
    const place = document.getElementById(`f-${fault.path}-error`);
    if (control === null || place === null) return false;
    control.setAttribute('aria-invalid', 'true');
    place.textContent = textOf(fault);
    return true;
  }

  function textOf({ code, params }) {
    if (code === 'required') return words.required;
    if (code === 'too_long') return words.tooLong.replace('{max}', params.max);
    if (code === 'not_one_of') return words.option;
    if (['wrong_type', 'too_small', 'too_big'].includes(code)) return words.number;
    if (code === 'invalid_format') return words[params.format] ?? words.invalid;
    return words.invalid;
  }

  function clearFaults() {
    for (const place of form.querySelectorAll('.error')) place.textContent = '';
    for (const control of form.querySelectorAll('[aria-invalid]')) {
      control.removeAttribute('aria-invalid');
    }
  }

  // The site that frames the form gives it this height (embed.js).
  function tellHeight() {
    if (window.parent === window) return;
    const tell = () => {
      const relaisFormHeight = document.documentElement.offsetHeight;
      window.parent.postMessage({ relaisFormHeight }, '*');
    };
    new ResizeObserver(tell).observe(document.documentElement);
  }
})();
