// The counts come after the page: with very many links they take a while, and the list does not wait for them.
const places = [...document.querySelectorAll('[data-count]')];
if (places.length > 0) {
  try {
    const response = await fetch('/operations/links/counts');
    if (!response.ok) throw new Error(`the counts were answered ${response.status}`);
    const counts = await response.json();
    counts.all = counts.active + counts.expired + counts.restricted;
    for (const place of places) place.textContent = counts[place.dataset.count].toLocaleString('en-GB');
  } catch {
    document.getElementById('counts-failed').textContent = 'The links could not be counted just now.';
  }
}
