import { readAddress, writeAddress } from './address.js';
import { choice, make, part } from './dom.js';
import type { PanelHost } from './panel-host.js';
import { setTimeZone } from './time-zone.js';

/** Connects the controls for the look of the panel. Each is applied at once and kept in the address. */
export function offerLook({ element: host }: PanelHost, update: () => void): void {
  const controls: Record<string, [id: string, apply: (value: string) => void]> = {
    lang: ['language', (lang) => setOrRemove(host, 'lang', lang)],
    dir: ['direction', (dir) => setOrRemove(host, 'dir', dir || directionOf(host.lang))],
    theme: ['theme', (theme) => void setTheme(host, theme)],
    width: ['width', (width) => (host.style.inlineSize = width && `${width}px`)],
    zone: ['time-zone', setTimeZone],
  };
  for (const [name, [id, apply]] of Object.entries(controls)) {
    const select = choice(id, (value) => {
      writeAddress(name, value);
      apply(value);
      if (name === 'lang' && !readAddress('dir')) setOrRemove(host, 'dir', directionOf(value));
      update();
    });
    const value = readAddress(name);
    if (!value) continue;
    const isOffered = [...select.options].some((option) => option.value === value);
    // A language that is not in the list may be tried as well.
    if (!isOffered && name === 'lang') select.add(new Option(value, value));
    else if (!isOffered) continue;
    select.value = value;
    apply(value);
  }
  if (!readAddress('dir')) setOrRemove(host, 'dir', directionOf(host.lang));
}

function directionOf(lang: string): string {
  return /^(ar|he|fa|ur)\b/.test(lang) ? 'rtl' : '';
}

function setOrRemove(element: HTMLElement, name: string, value: string): void {
  if (value) element.setAttribute(name, value);
  else element.removeAttribute(name);
}

const themes = ['vivid-light', 'vivid-dark'];

/** Loads Vivid's tokens from its package, if that is installed. */
async function setTheme(host: HTMLElement, theme: string): Promise<void> {
  const missing = part('theme-missing', HTMLElement);
  missing.hidden = true;
  document.querySelector('link[data-vivid]')?.remove();
  host.classList.remove('vvd-root', ...themes);
  if (!themes.includes(theme)) return;
  const link = make('link');
  link.rel = 'stylesheet';
  link.href = `/vivid/${theme.replace('vivid', 'theme')}.css`;
  link.dataset['vivid'] = theme;
  // The link may still load after another choice has removed it.
  link.addEventListener('load', () => link.isConnected && host.classList.add('vvd-root', theme));
  link.addEventListener('error', () => (missing.hidden = !link.isConnected));
  document.head.append(link);
}
