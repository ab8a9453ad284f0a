// Gives the frames of forms the height of their content. Loaded by the sites that show a form.
(() => {
  const HEIGHT_MAX_PX = 10_000;
  window.addEventListener('message', (event) => {
    const height = event.data?.relaisFormHeight;
    if (typeof height !== 'number' || !(height > 0 && height <= HEIGHT_MAX_PX)) return;
    for (const frame of document.querySelectorAll('iframe[data-relais-form]')) {
      const isSender = frame.contentWindow === event.source;
      if (isSender && new URL(frame.src).origin === event.origin) {
        frame.style.height = `${Math.ceil(height)}px`;
      }
    }
  });
})();
