import { z } from 'zod';
import { LinkError } from '../errors.js';

/** Rows of a page. */
export const pageLimit = z.int().min(1).max(1000).default(100);

/** @throws LinkError `invalid-request` that names the options that are wrong */
export function parseOptions<Schema extends z.ZodType>(schema: Schema, options: unknown): z.output<Schema> {
  const { data, error } = schema.safeParse(options);
  if (error) throw new LinkError('invalid-request', z.prettifyError(error));
  return data as z.output<Schema>;
}
