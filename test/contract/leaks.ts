/** What a trace of a program looks like, and an error that its author did not mean for a page. */
const traces: [what: string, pattern: RegExp][] = [
  [
    'a stack trace of Java',
    /\bat [\w.$/@<>-]+\((?:[\w$-]+\.(?:java|kt|scala|groovy):\d+|Native Method|Unknown Source)\)/,
  ],
  ['an exception of Java', /\b(?:java|javax|jakarta|kotlin|org|com|io)\.(?:\w+\.)+\w*(?:Exception|Error)\b/],
  ['a stack trace of .NET', / in .+?:line \d+|(?:^|\n)\s+at [\w.`<>+[\]]+\(.*?\)/],
  ['an exception of .NET', /\b(?:System|Microsoft)\.(?:\w+\.)*\w*Exception\b/],
  ['a stack trace of Python', /Traceback \(most recent call last\)|File "[^"]+", line \d+/],
  ['a stack trace of Go', /\bgoroutine \d+ \[|\.go:\d+|\bpanic: /],
  ['a stack trace of PHP', /\.php(?::|\()\d+|\.php on line \d+|#\d+ \{main\}|\bPHP (?:Fatal|Parse|Warning|Notice)\b/],
  ['a stack trace of Ruby', /\.rb:\d+:in /],
  ['a stack trace of JavaScript', /\bat .+:\d+:\d+|\bnode:internal\//],
  [
    'an error of a database',
    /duplicate key value|violates \w+ (?:key )?constraint|SQLSTATE|\bORA-\d{5}|syntax error at or near|\bSQLITE_/i,
  ],
  ['an exception', /\b[A-Z]\w*(?:Error|Exception): /],
];

/** Returns what an answer should not say to a page, if it says anything like that. */
export function findTrace(texts: readonly string[]): string | undefined {
  return traces.find(([, pattern]) => texts.some((text) => pattern.test(text)))?.[0];
}

/** Returns which of the secrets is in one of the texts, whole or enough of it. @param secrets by what they are */
export function findSecret(
  texts: readonly string[],
  secrets: readonly { what: string; secret: string }[],
): string | undefined {
  return secrets.find(({ secret }) => pieces(secret).some((piece) => texts.some((text) => text.includes(piece))))?.what;
}

/** Whatever is told of it that is 24 characters or longer has one of these pieces in it. */
const [length, step] = [16, 8];

function pieces(secret: string): string[] {
  // What is before the first dot of a token is its header, the same for all tokens and no secret.
  const own = /^eyJ[\w-]+\./.test(secret) ? secret.slice(secret.indexOf('.') + 1) : secret;
  if (own.length <= length) return [own];
  const count = Math.floor((own.length - length) / step) + 1;
  return Array.from({ length: count }, (_, index) => own.slice(index * step, index * step + length));
}

/** Returns the text as it is and as whoever decodes it reads it: JSON, URL encoding, base64 and hexadecimal, one in another. */
export function readingsOf(text: string): string[] {
  const readings = new Set([text]);
  let latest = [text];
  for (let round = 0; round < 3; round++) {
    latest = latest.flatMap(decode).filter((reading) => !readings.has(reading));
    for (const reading of latest) readings.add(reading);
  }
  return [...readings];
}

function decode(text: string): string[] {
  const decoded = [
    text.replace(/\\u([0-9a-f]{4})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    text
      .replaceAll(/\\(["\\/])/g, '$1')
      .replaceAll('\\n', '\n')
      .replaceAll('\\t', '\t')
      .replaceAll('\\r', '\r'),
    text.replace(/%[0-9a-f]{2}/gi, (hex) => String.fromCharCode(Number.parseInt(hex.slice(1), 16))),
    // Lines and gaps that something else has put into it, and letters of two bytes.
    text.replaceAll(/[\s\0]/g, ''),
    text.replace(/&#(x?)([0-9a-f]+);/gi, (_, isHex, digits) =>
      String.fromCharCode(Number.parseInt(digits, isHex ? 16 : 10) % 65_536),
    ),
  ];
  for (const [run] of text.matchAll(/[\w+/-]{24,}/g)) {
    if (/^(?:[0-9a-f]{2})+$/i.test(run)) decoded.push(Buffer.from(run, 'hex').toString('latin1'));
    decoded.push(Buffer.from(run, 'base64').toString('latin1'));
  }
  return decoded;
}
