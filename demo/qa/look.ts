import { readAddress, writeAddress } from './address.js';
import { choice, make, part } from './page.js';
import type { Stage } from './stage.js';
import { setTimeZone } from './time-zone.js';

/** How the panel looks: each control works at once and is kept in the address. */
export function offerLook({ element: stage }: Stage, update: () => void): void {
  const controls: Record<string, [id: string, apply: (value: string) => void]> = {
    lang: ['language', (lang) => setOrRemove(stage, 'lang', lang)],
    dir: ['direction', (dir) => setOrRemove(stage, 'dir', dir || directionOf(stage.lang))],
    theme: ['theme', (theme) => void setTheme(stage, theme)],
    width: ['width', (width) => (stage.style.inlineSize = width && `${width}px`)],
    zone: ['time-zone', setTimeZone],
  };
  for (const [name, [id, apply]] of Object.entries(controls)) {
    const select = choice(id, (value) => {
      writeAddress(name, value);
      apply(value);
      if (name === 'lang' && !readAddress('dir')) setOrRemove(stage, 'dir', directionOf(value));
      update();
    });
    const value = readAddress(name);
    if (!value) continue;
    const isOffered = [...select.options].some((option) => option.value === value);
    // Any language may be tried, also one that is not in the list.
    if (!isOffered && name === 'lang') select.add(new Option(value, value));
    else if (!isOffered) continue;
    select.value = value;
    apply(value);
  }
  if (!readAddress('dir')) setOrRemove(stage, 'dir', directionOf(stage.lang));
}

function directionOf(lang: string): string {
  return /^(ar|he|fa|ur)\b/.test(lang) ? 'rtl' : '';
}

function setOrRemove(element: HTMLElement, name: string, value: string): void {
  if (value) element.setAttribute(name, value);
  else element.removeAttribute(name);
}

const themes = ['vivid-light', 'vivid-dark'];

/** Vivid's tokens come from its package, where that is installed. */
async function setTheme(stage: HTMLElement, theme: string): Promise<void> {
  const missing = part('theme-missing', HTMLElement);
  missing.hidden = true;
  document.querySelector('link[data-vivid]')?.remove();
  stage.classList.remove('vvd-root', ...themes);
  if (!themes.includes(theme)) return;
  const link = make('link');
  link.rel = 'stylesheet';
  link.href = `/vivid/${theme.replace('vivid', 'theme')}.css`;
  link.dataset['vivid'] = theme;
  // A link that another choice has taken away may still be loaded.
  link.addEventListener('load', () => link.isConnected && stage.classList.add('vvd-root', theme));
  link.addEventListener('error', () => (missing.hidden = !link.isConnected));
  document.head.append(link);
}
