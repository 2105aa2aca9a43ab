import { z } from 'zod';
import type { ChoiceCancellation, ChoiceRequest, LinkRequest } from '../protocol.js';

const url = z.url({ protocol: /^https?$/ }).max(2048);

const linkRequest = z.object({
  code: z.string().min(1).max(8192),
  /** RFC 7636, section 4.1. */
  codeVerifier: z.string().regex(/^[A-Za-z0-9._~-]{43,128}$/),
  nonce: z.string().min(1).max(512),
  redirectUri: url,
  authority: url,
  organizationUrl: url.exactOptional(),
}) satisfies z.ZodType<LinkRequest>;

const choiceRequest = z.object({ choice: z.guid(), organizationUrl: url }) satisfies z.ZodType<ChoiceRequest>;

const choiceCancellation = z.object({
  choice: z.guid(),
  cancel: z.literal(true),
}) satisfies z.ZodType<ChoiceCancellation>;

/** The body of a `POST`. Unknown members are dropped. */
export const postBody = z.union([linkRequest, choiceCancellation, choiceRequest]);
