// Adds up what moves on the page without a click. The tests inject it before the page's own scripts.
let total = 0;

function add(entries) {
  for (const { value } of entries) total += value;
}

const observer = new PerformanceObserver((list) => add(list.getEntries()));
observer.observe({ type: 'layout-shift', buffered: true });

globalThis.shifts = () => {
  add(observer.takeRecords());
  return total;
};
