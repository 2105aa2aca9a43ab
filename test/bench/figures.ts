export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = ((sorted.length - 1) * percent) / 100;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** Two things measured in turns. The ratio is the median of the ratios of neighbours, which a change of the machine's load moves little. */
export interface Comparison {
  ours: number;
  other: number;
  ratio: number;
}

/** Measures in turns, each first as often as the other, after one round that does not count. */
export async function inTurns(
  rounds: number,
  ours: () => Promise<number>,
  other: () => Promise<number>,
): Promise<Comparison> {
  await ours();
  await other();
  const pairs: { ours: number; other: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) {
      const first = await ours();
      pairs.push({ ours: first, other: await other() });
    } else {
      const first = await other();
      pairs.push({ ours: await ours(), other: first });
    }
  }
  return {
    ours: median(pairs.map((pair) => pair.ours)),
    other: median(pairs.map((pair) => pair.other)),
    ratio: median(pairs.map((pair) => pair.ours / pair.other)),
  };
}
