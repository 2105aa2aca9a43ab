/** A part of the page that the server wrote. */
export function part<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} #${id}`);
  return found;
}

export function button(id: string, onClick: () => unknown): HTMLButtonElement {
  const found = part(id, HTMLButtonElement);
  found.addEventListener('click', () => inTurn(onClick));
  return found;
}

/** A choice of the tester, which is told when it is made. */
export function choice(id: string, onChange: (value: string) => unknown): HTMLSelectElement {
  const found = part(id, HTMLSelectElement);
  found.addEventListener('change', () => inTurn(() => onChange(found.value)));
  return found;
}

let turn: Promise<void> = Promise.resolve();

/** Does one thing that the tester asks for after the other: they all switch the same server. What fails is told. */
export function inTurn(work: () => unknown): Promise<void> {
  const trouble = part('trouble', HTMLElement);
  turn = turn.then(work).then(
    () => {
      trouble.hidden = true;
    },
    (error: unknown) => {
      trouble.textContent = `That did not work: ${error instanceof Error ? error.message : error}`;
      trouble.hidden = false;
    },
  );
  return turn;
}

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text = '',
  className = '',
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

/** Tells it to those who don't see the page change. */
export function announce(text: string): void {
  part('announcement', HTMLElement).textContent = text;
}

/** Hands a file to the tester. Its address is not revoked: some browsers read it only after the click. */
export function save(name: string, type: string, content: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
}
