import { z } from 'zod';
import {
  type BackendErrorCode,
  backendStatusByCode,
  type CheckRequest,
  type ChoiceCancellation,
  type ChoiceRequest,
  type LinkedResource,
  type LinkRequest,
  type Problem,
  type ReplacementRequest,
  type UnlinkedResource,
} from '../../protocol.js';

const url = z.url({ protocol: /^https?$/ }).max(2048);

const linkRequest = z.object({
  code: z.string().min(1).max(8192),
  codeVerifier: z
    .string()
    .regex(/^[A-Za-z0-9._~-]{43,128}$/)
    .describe('RFC 7636, section 4.1'),
  nonce: z.string().min(1).max(512).describe('As GET gave it, and as it went to the authorization endpoint'),
  redirectUri: url.describe('Absolute, exactly as it went to the authorization endpoint'),
  authority: url,
  organizationUrl: url.exactOptional(),
}) satisfies z.ZodType<LinkRequest>;

/** Ours are UUIDs, those of another backend need not be. PostgreSQL takes no NUL. */
const choice = z
  .string()
  .min(1)
  .max(512)
  .refine((text) => !text.includes('\0'))
  .describe('Opaque: as `organization-choice-required`, `user-differs` or `pending` gave it');

const choiceRequest = z.object({
  choice,
  organizationUrl: url.describe('One of those offered'),
}) satisfies z.ZodType<ChoiceRequest>;

const replacementRequest = z.object({
  choice,
  replace: z.literal(true).describe('Whoever has signed in takes the place of the linked user'),
}) satisfies z.ZodType<ReplacementRequest>;

const choiceCancellation = z.object({
  choice,
  cancel: z.literal(true),
}) satisfies z.ZodType<ChoiceCancellation>;

const checkRequest = z.object({
  check: z.literal(true).describe('Ask Dynamics 365 whether the link works; at most once a minute is asked'),
}) satisfies z.ZodType<CheckRequest>;

/** The body of a POST. Unknown members are dropped. */
export const postBody = z.union([linkRequest, choiceCancellation, replacementRequest, choiceRequest, checkRequest]);

const organization = z.object({ name: z.string(), url: z.url() });

const account = z.object({ username: z.string(), name: z.string(), tenantId: z.string().min(1) });

const accountTag = z
  .string()
  .regex(/^\w+$/)
  .describe('Stands for the VCC account, and is the first part of the ETag; opaque');

const common = {
  nonce: z.string().min(1).describe('Single use, bound to VCC account and user, valid for at least an hour'),
  canChange: z.boolean().describe('False: this user may look, not change'),
  accountTag,
  pending: z
    .union([
      z.object({
        choice: z.string().min(1),
        organizations: z.array(organization).min(1),
        account: account.exactOptional(),
      }),
      z.object({ choice: z.string().min(1), from: account, to: account }),
    ])
    .exactOptional()
    .describe('This user has yet to choose an environment, or to say whether another user is meant'),
};

const unlinkedResource = z.object({
  status: z.literal('unlinked'),
  ...common,
}) satisfies z.ZodType<UnlinkedResource>;

const linkedResource = z.object({
  status: z.literal('linked'),
  linkId: z.string().min(1),
  linkedAt: z.iso.datetime(),
  linkedBy: z.string().exactOptional(),
  account,
  organization,
  health: z.string().min(1).describe('active, expired or restricted; read any other value as needing attention'),
  missingPrivileges: z.array(z.string()).exactOptional(),
  healthReason: z.string().min(1).exactOptional().describe('Why it is not active; read an unknown word as absent'),
  access: z
    .object({
      tables: z.array(z.object({ table: z.string(), read: z.boolean(), create: z.boolean(), write: z.boolean() })),
      checkedAt: z.iso.datetime(),
    })
    .exactOptional()
    .describe('What the linked user may do, as the last check found it; its presence offers POST { check: true }'),
  ...common,
}) satisfies z.ZodType<LinkedResource>;

/** The body of a successful answer to GET or POST. */
export const linkResource = z.union([unlinkedResource, linkedResource]);

const codes = Object.keys(backendStatusByCode) as [BackendErrorCode, ...BackendErrorCode[]];

/** The body of every error. */
export const problem = z.object({
  type: z.string().exactOptional(),
  title: z.string().min(1),
  status: z.int().min(400).max(599),
  detail: z.string().exactOptional(),
  code: z.enum(codes),
  correlationId: z.string().min(1).describe("The request's X-Correlation-Id, else the backend's own"),
  accountTag: accountTag.exactOptional().describe('Once the session is known'),
  upstreamCorrelationId: z.string().exactOptional().describe("Entra's"),
  missingPrivileges: z.array(z.string()).exactOptional(),
  choice: z.string().exactOptional().describe('With organization-choice-required and user-differs'),
  organizations: z.array(organization).exactOptional().describe('With organization-choice-required'),
  account: account.exactOptional().describe('With organization-choice-required: who has signed in'),
  from: account.exactOptional().describe('With user-differs: the linked user'),
  to: account.exactOptional().describe('With user-differs: who has signed in'),
}) satisfies z.ZodType<Problem>;

/** The schemas by the names that they have in the OpenAPI document. */
export const namedSchemas = {
  LinkRequest: linkRequest,
  ChoiceRequest: choiceRequest,
  ReplacementRequest: replacementRequest,
  ChoiceCancellation: choiceCancellation,
  CheckRequest: checkRequest,
  UnlinkedResource: unlinkedResource,
  LinkedResource: linkedResource,
  Organization: organization,
  Problem: problem,
};
