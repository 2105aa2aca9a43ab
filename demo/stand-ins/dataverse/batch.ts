import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { DataverseError } from './errors.js';

/** Most operations that one batch may have (powerapps-docs, execute-batch-operations-using-web-api). */
const most = 1000;

/**
 * Answers a `$batch` of GET requests: for queries that are longer than a URL may be. Change sets are not imitated.
 *
 * @param ask carries out one of the requests
 */
export async function answerBatch(
  c: Context,
  ask: (request: Request) => Response | Promise<Response>,
): Promise<Response> {
  const boundary = /^multipart\/mixed;\s*boundary="?([^";]+)"?/i.exec(c.req.header('content-type') ?? '')?.[1];
  if (boundary === undefined) throw new DataverseError(400, '0x80060888', 'A batch needs a boundary');
  const parts = (await c.req.text()).split(`--${boundary}`).slice(1, -1);
  if (parts.length === 0 || parts.length > most) {
    throw new DataverseError(400, '0x80060888', `A batch has from 1 to ${most} requests`);
  }
  const answers: string[] = [];
  for (const part of parts) answers.push(await write(await ask(read(part, c))));
  const mine = `batchresponse_${randomUUID()}`;
  const body = answers.map((answer) => `--${mine}\r\n${answer}`).join('');
  return c.body(`${body}--${mine}--\r\n`, 200, { 'Content-Type': `multipart/mixed; boundary=${mine}` });
}

function read(part: string, c: Context): Request {
  const [head = '', request = ''] = part.trimStart().split(/\r\n\r\n(.*)/s);
  if (!/^content-type:\s*application\/http/im.test(head)) {
    throw new DataverseError(400, '0x80060888', 'Every part of a batch is application/http');
  }
  const target = /^GET (\S+) HTTP\/1\.1(\r\n|$)/.exec(request)?.[1];
  if (target === undefined) throw new DataverseError(400, '0x80060888', 'Only GET is imitated in a batch');
  return new Request(new URL(target, c.req.url), { headers: { authorization: c.req.header('authorization') ?? '' } });
}

async function write(answer: Response): Promise<string> {
  const head = ['Content-Type: application/http', 'Content-Transfer-Encoding: binary'];
  const line = `HTTP/1.1 ${answer.status} ${answer.ok ? 'OK' : 'Error'}`;
  const type = `Content-Type: ${answer.headers.get('Content-Type')}`;
  return [...head, '', line, type, '', await answer.text(), ''].join('\r\n');
}
