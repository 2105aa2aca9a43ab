import type { Scenario } from '../../../scenarios/scenario.js';
import { part } from '../dom.js';

const links = () => document.querySelectorAll<HTMLAnchorElement>('[data-scenario]');
const groups = () => document.querySelectorAll<HTMLDetailsElement>('.scenarios details');

/** On a narrow page the list is above the panel, and folded up so that both are in reach. */
const narrow = matchMedia('(max-width: 60rem)');

/** Lets a plain click arm a scenario without a reload, which would empty the log. Other clicks follow the link. */
export function offerScenarios(arm: (id: string) => void): void {
  for (const link of links()) {
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      arm(link.dataset['scenario'] ?? '');
    });
  }
  foldUp();
  narrow.addEventListener('change', foldUp);
  const search = part('find-scenario', HTMLInputElement);
  search.addEventListener('input', () => filter(search.value));
}

/** Marks the armed scenario in the list. */
export function markArmed(scenario: Scenario | undefined): void {
  for (const link of links()) {
    if (link.dataset['scenario'] === scenario?.id) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
  // Below the list, the armed scenario may be out of sight.
  if (scenario && narrow.matches) part('armed-heading', HTMLElement).scrollIntoView({ block: 'start' });
}

function foldUp(): void {
  for (const group of groups()) group.open = !narrow.matches;
}

function filter(words: string): void {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const link of links()) {
    const text = `${link.dataset['scenario']} ${link.textContent}`.toLowerCase();
    const isWanted = wanted.every((word) => text.includes(word));
    if (link.parentElement) link.parentElement.hidden = !isWanted;
    if (isWanted) found++;
  }
  for (const group of groups()) {
    group.hidden = group.querySelectorAll('li:not([hidden])').length === 0;
    group.open = wanted.length > 0 || !narrow.matches;
  }
  part('nothing-found', HTMLElement).hidden = found > 0;
}
