/**
 * Folds the quoted history of the page of a message: each outermost quote becomes a `details`, which opens without
 * a script. Nothing is deleted. A page that is nothing but a quote, or has very many, stays as it is.
 */

const STYLE = 'cursor:pointer;color:#666;margin:8px 0';
const QUOTE_COUNT_MAX = 200;

export const foldQuotes = (page: string, summaryText: string): string => {
  const quoteCount = page.split('<blockquote', QUOTE_COUNT_MAX + 2).length - 1;
  if (quoteCount === 0 || quoteCount > QUOTE_COUNT_MAX) return page;
  const document = new DOMParser().parseFromString(page, 'text/html');
  const quotes = [...document.body.querySelectorAll('blockquote')].filter(
    (quote) => quote.parentElement?.closest('blockquote') === null,
  );
  const quotedLength = quotes.reduce((sum, quote) => sum + lengthOf(quote), 0);
  if (quotedLength >= lengthOf(document.body)) return page;
  for (const quote of quotes) {
    const details = document.createElement('details');
    const summary = document.createElement('summary');
    summary.textContent = summaryText;
    summary.setAttribute('style', STYLE);
    quote.replaceWith(details);
    details.append(summary, quote);
  }
  return `<!doctype html>${document.documentElement.outerHTML}`;
};

const lengthOf = (element: Element): number => (element.textContent ?? '').trim().length;
