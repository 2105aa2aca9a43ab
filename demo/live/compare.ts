import type { Exchange, Shape } from './shapes.js';

/** Headers that say nothing of the answer: of the connection, of caches, of what is in between. */
const ofNoInterest =
  /^(date|connection|keep-alive|server|via|vary|x-|transfer-encoding|content-length|content-encoding|cache-control|pragma|expires|set-cookie|strict-transport-security|p3p|nel|report-to|req_id|authactivityid|mise-|timing-allow-origin|public|allow|alt-svc|content-security-policy|cross-origin|referrer-policy|client-request-id)/;

/**
 * Compares exchanges with Microsoft with the stand-ins'.
 *
 * @returns a sentence for each difference; none when every recorded shape is one that the stand-ins have as well
 */
export function compare(recorded: readonly Exchange[], standIns: readonly Exchange[]): string[] {
  return [...new Set(recorded.flatMap((exchange) => compareOne(exchange, standIns)))];
}

function compareOne(exchange: Exchange, standIns: readonly Exchange[]): string[] {
  const title = `${exchange.service} ${exchange.method} ${exchange.path}`;
  const error = exchange.errors.join(' ');
  const answer = [String(exchange.status), error].filter(Boolean).join(' ');
  const sameRequest = standIns.filter(({ service, method, path }) => `${service} ${method} ${path}` === title);
  if (sameRequest.length === 0) return [`${title}: the stand-ins were not asked this`];
  const sameAnswer = sameRequest.filter(
    ({ status, errors }) => status === exchange.status && errors.join(' ') === error,
  );
  // What differs least is what is meant.
  const [best] = sameAnswer
    .map((standIn) => differences(exchange, standIn))
    .sort((one, other) => one.length - other.length);
  if (!best) return [`${title}: the stand-ins never answer ${answer}`];
  return best.map((difference) => `${title} ${answer}: ${difference}`);
}

function differences(real: Exchange, standIn: Exchange): string[] {
  const names = (headers: readonly string[]) => headers.filter((name) => !ofNoInterest.test(name));
  return [
    ...missing(names(real.headers), names(standIn.headers)).map((name) => `the stand-in sends no header ${name}`),
    ...missing(names(standIn.headers), names(real.headers)).map((name) => `Microsoft sends no header ${name}`),
    ...shapeDifferences(real.body, standIn.body, 'body').filter((difference) => !isOfColumn(real, difference)),
  ];
}

/** Records have the columns that were selected, and those of the customer. */
function isOfColumn({ service, path }: Exchange, difference: string): boolean {
  const isRecords = service === 'dataverse' && /^\/api\/data\/v9\.2\/([a-z]+|\{name\})(\(|$)/.test(path);
  return isRecords && /has no body\.(value\[\]\.)?[^.@]+$/.test(difference);
}

function missing(wanted: readonly string[], present: readonly string[]): string[] {
  return wanted.filter((one) => !present.includes(one));
}

function shapeDifferences(real: Shape | string, standIn: Shape | string, where: string): string[] {
  if (Array.isArray(real) && Array.isArray(standIn)) return elementDifferences(real, standIn, where);
  if (isObject(real) && isObject(standIn)) {
    return [...new Set([...Object.keys(real), ...Object.keys(standIn)])].flatMap((name) => {
      const inside = `${where}.${name}`;
      if (!Object.hasOwn(standIn, name)) return [`the stand-in has no ${inside}`];
      if (!Object.hasOwn(real, name)) return [`Microsoft has no ${inside}`];
      return shapeDifferences(real[name] ?? 'absent', standIn[name] ?? 'absent', inside);
    });
  }
  const [atMicrosoft, atStandIn] = [kindOf(real), kindOf(standIn)];
  return atMicrosoft === atStandIn ? [] : [`${where} is ${atMicrosoft} at Microsoft, ${atStandIn} at the stand-in`];
}

/** Elements differ where Microsoft's have a shape that none of the stand-in's has; an empty array says nothing. */
function elementDifferences(real: Shape[], standIn: Shape[], where: string): string[] {
  if (real.length === 0 || standIn.length === 0) return [];
  return real.flatMap((element) => {
    const [best = []] = standIn
      .map((one) => shapeDifferences(element, one, `${where}[]`))
      .sort((one, other) => one.length - other.length);
    return best;
  });
}

function isObject(shape: Shape | string): shape is { [member: string]: Shape } {
  return typeof shape === 'object' && !Array.isArray(shape);
}

function kindOf(shape: Shape | string): string {
  if (typeof shape === 'string') return shape;
  return Array.isArray(shape) ? 'array' : 'object';
}
