import assert from 'node:assert/strict';

/** The rows of the table in a text under a heading that begins so, cell by cell, without their code marks. */
export function tableIn(text: string, heading: string): string[][] {
  const start = text.indexOf(heading);
  assert.ok(start >= 0, `there is no table headed ${heading}`);
  const end = text.indexOf('\n\n', start);
  const [, , ...rows] = text.slice(start, end).split('\n');
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.replaceAll('`', '').trim()),
  );
}
