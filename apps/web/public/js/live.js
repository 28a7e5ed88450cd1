// The counts of a sending while it goes out, changed in place. Without this a reload shows the same.
const panel = document.querySelector('[data-live-from]');
const QUIET_MS = 20_000;

if (panel && 'EventSource' in window) {
  const one = (name) => document.querySelector(`[data-live="${name}"]`);
  const number = new Intl.NumberFormat('en-GB');
  const put = (element, text) => {
    if (element && element.textContent !== text) element.textContent = text;
  };
  // A screen reader hears how far it is, but not at every mail.
  let spokenAt = Date.now();
  const speak = (text, atOnce) => {
    if (!atOnce && Date.now() - spokenAt < QUIET_MS) return;
    spokenAt = Date.now();
    put(one('spoken'), text);
  };

  const source = new EventSource(panel.dataset.liveFrom);
  source.addEventListener('open', () => put(one('state'), 'Changes by itself.'));
  source.addEventListener('counts', (event) => {
    const { total, counts, parts, progress, done } = JSON.parse(event.data);
    put(one('total'), number.format(total));
    put(one('sum'), number.format(total));
    put(one('progress'), progress);
    for (const [state, n] of Object.entries(counts)) {
      const row = document.querySelector(`[data-live-row="${state}"]`);
      if (row) row.hidden = n === 0;
      const count = document.querySelector(`[data-live-count="${state}"]`);
      if (count?.firstChild) count.firstChild.nodeValue = number.format(n);
    }
    for (const { key, text, n, x, width } of parts) {
      const legend = document.querySelector(`[data-live-legend="${key}"]`);
      if (legend) legend.hidden = n === 0;
      put(legend?.querySelector('span'), `${number.format(n)} ${text.toLowerCase()}`);
      const part = document.querySelector(`[data-live-part="${key}"]`);
      part?.setAttribute('x', x);
      part?.setAttribute('width', width);
    }
    speak(progress, done);
  });
  source.addEventListener('end', () => {
    source.close();
    put(one('state'), 'Reload the page to see the names as they are now.');
  });
  source.addEventListener('error', () =>
    put(one('state'), 'Looking for the connection. A reload shows how far it is.'),
  );
}
