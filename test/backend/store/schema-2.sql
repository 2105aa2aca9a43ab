-- A database as schema version 2 was written, by the stores of commit 0cc8861 themselves: links, attempts and audit. Times are relative
-- to the moment at which this is run. The key "first" is 32 bytes of 7.

create table schema_version (version integer primary key);

create table link (
  vcc_account_id text constraint link_vcc_account primary key,
  link_id text not null unique,
  tenant_id text not null,
  object_id text not null,
  username text not null,
  display_name text not null,
  organization_name text not null,
  organization_url text not null,
  authority text not null,
  linked_at timestamptz not null,
  linked_by text,
  health text not null default 'active',
  missing_privileges jsonb,
  refresh_token text not null,
  access_token text not null,
  access_token_expires_at timestamptz not null,
  version integer not null default 1,
  constraint link_dynamics_user unique (tenant_id, object_id)
  );

create table attempt (
  code_hash text primary key,
  request_hash text not null,
  nonce_hash text not null unique,
  nonce_expires_at timestamptz not null,
  vcc_account_id text not null,
  user_id text not null,
  redirect_uri text not null,
  authority text not null,
  organization_url text,
  replaces text,
  started_at timestamptz not null,
  busy_until timestamptz,
  waiting_grant text,
  choice text unique,
  organizations jsonb,
  answer jsonb
  );

create index attempt_caller on attempt (vcc_account_id, user_id);

delete from link;

delete from attempt;

alter table link
  add column key_id text not null,
  add column refresh_leased_until timestamptz,
  add column keep_alive_at timestamptz not null,
  add column checked_at timestamptz;

create index link_keep_alive on link (keep_alive_at) where health <> 'expired';

create index link_key on link (key_id);

alter table attempt
  add column grant_version integer not null default 0,
  add column key_id text;

create index attempt_nonce_expiry on attempt (nonce_expires_at);

create index attempt_waiting on attempt (started_at) where waiting_grant is not null;

create table audit_event (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  type text not null,
  vcc_account_id text not null,
  user_id text,
  correlation_id text,
  details jsonb
  );

create index audit_event_account on audit_event (vcc_account_id, at);

create index audit_event_at on audit_event (at);

insert into schema_version (version) values (1);

insert into schema_version (version) values (2);

insert into link (vcc_account_id, link_id, tenant_id, object_id, username, display_name, organization_name, organization_url, authority, linked_at, linked_by, health, missing_privileges, refresh_token, access_token, access_token_expires_at, version, key_id, refresh_leased_until, keep_alive_at, checked_at)
  values ('active', '00000000-0000-4000-8000-000000000000', '3c1f0a52-7d0e-4f0b-9a55-2f6f4f1d7a10', '0b6f6d3e-2a61-4d0f-8e0c-5b2f0f5d9a00', 'active@contoso.example', 'The active one', 'Contoso', 'https://contoso.crm4.dynamics.com', 'https://login.microsoftonline.com/organizations', now() + interval '-43200 minutes', 'ada.winter@northwind.example', 'active', null, '{"ciphertext":"jYhR168zlH3evwrWLwamZQU","iv":"iFifAkviuKUbbuLP","tag":"n0MRVierl5tANnUi7dnlVQ","protected":"eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiZmlyc3QifQ"}', '{"ciphertext":"URaKGPEyOifVwaLgPkBSDA","iv":"5wFpjlM-U-_Fslrb","tag":"fVwrmSsjNdqhoOepIh79XQ","protected":"eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiZmlyc3QifQ"}', now() + interval '60 minutes', 1, 'first', null, now() + interval '20160 minutes', null);

insert into link (vcc_account_id, link_id, tenant_id, object_id, username, display_name, organization_name, organization_url, authority, linked_at, linked_by, health, missing_privileges, refresh_token, access_token, access_token_expires_at, version, key_id, refresh_leased_until, keep_alive_at, checked_at)
  values ('due', '00000000-0000-4000-8000-000000000001', '3c1f0a52-7d0e-4f0b-9a55-2f6f4f1d7a10', '0b6f6d3e-2a61-4d0f-8e0c-5b2f0f5d9a01', 'due@contoso.example', 'The due one', 'Contoso', 'https://contoso.crm4.dynamics.com', 'https://login.microsoftonline.com/organizations', now() + interval '-43200 minutes', 'ada.winter@northwind.example', 'active', null, '{"ciphertext":"cjkmXC2K2EensWWAt8E","iv":"AWRNqghlNgIXVqeq","tag":"UVW-V95k1685Pn_uTE4WvQ","protected":"eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiZmlyc3QifQ"}', '{"ciphertext":"EkPzPzx7pLo4H0Sf-Q","iv":"i7X4FlnpvJD2zOFO","tag":"duqvt8w1Z6c6WZMS0MMjEQ","protected":"eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiZmlyc3QifQ"}', now() + interval '-1 minutes', 1, 'first', null, now() + interval '20160 minutes', null);

insert into link (vcc_account_id, link_id, tenant_id, object_id, username, display_name, organization_name, organization_url, authority, linked_at, linked_by, health, missing_privileges, refresh_token, access_token, access_token_expires_at, version, key_id, refresh_leased_until, keep_alive_at, checked_at)
  values ('restricted', '00000000-0000-4000-8000-000000000002', '3c1f0a52-7d0e-4f0b-9a55-2f6f4f1d7a10', '0b6f6d3e-2a61-4d0f-8e0c-5b2f0f5d9a02', 'restricted@contoso.example', 'The restricted one', 'Contoso', 'https://contoso.crm4.dynamics.com', 'https://login.microsoftonline.com/organizations', now() + interval '-43200 minutes', 'ada.winter@northwind.example', 'restricted', '["prvCreateContact"]', '{"ciphertext":"Xe8ehhTDBVAsQL38aDuwX1WSAAgT","iv":"vJmVj6iONfF6q_VA","tag":"se2-yrxBRP8C7DJmpM0_ZA","protected":"eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiZmlyc3QifQ"}', '{"ciphertext":"wqDMyV-prNvLHabVrthrTZOdnQE","iv":"WwqlQKp1inq8h57_","tag":"U0JHiQNvvZL8QLCfSTl5_w","protected":"eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiZmlyc3QifQ"}', now() + interval '60 minutes', 1, 'first', null, now() + interval '20160 minutes', null);

insert into link (vcc_account_id, link_id, tenant_id, object_id, username, display_name, organization_name, organization_url, authority, linked_at, linked_by, health, missing_privileges, refresh_token, access_token, access_token_expires_at, version, key_id, refresh_leased_until, keep_alive_at, checked_at)
  values ('expired', '00000000-0000-4000-8000-000000000003', '3c1f0a52-7d0e-4f0b-9a55-2f6f4f1d7a10', '0b6f6d3e-2a61-4d0f-8e0c-5b2f0f5d9a03', 'expired@contoso.example', 'The expired one', 'Contoso', 'https://contoso.crm4.dynamics.com', 'https://login.microsoftonline.com/organizations', now() + interval '-43200 minutes', 'ada.winter@northwind.example', 'expired', null, '{"ciphertext":"3q33PL46Takuw4b_33EdKJfc","iv":"cFjVup1vAXAyOhxX","tag":"EhBQwGe-YQd-p4CLd0qg2Q","protected":"eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiZmlyc3QifQ"}', '{"ciphertext":"U4yiMXtQcFIzH3fgIWGNJes","iv":"JQ3_pWSlXxBCnaD_","tag":"6qoSCuj_vSHgetYhzEieaQ","protected":"eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiZmlyc3QifQ"}', now() + interval '60 minutes', 1, 'first', null, now() + interval '20160 minutes', null);

insert into link (vcc_account_id, link_id, tenant_id, object_id, username, display_name, organization_name, organization_url, authority, linked_at, linked_by, health, missing_privileges, refresh_token, access_token, access_token_expires_at, version, key_id, refresh_leased_until, keep_alive_at, checked_at)
  values ('finished', '00000000-0000-4000-8000-000000000004', '3c1f0a52-7d0e-4f0b-9a55-2f6f4f1d7a10', '0b6f6d3e-2a61-4d0f-8e0c-5b2f0f5d9a04', 'finished@contoso.example', 'The finished one', 'Contoso', 'https://contoso.crm4.dynamics.com', 'https://login.microsoftonline.com/organizations', now() + interval '-43200 minutes', 'ada.winter@northwind.example', 'active', null, '{"ciphertext":"XAXz2xdN7n8vh9tSh_P5c8c1Ew","iv":"aAdWikJEMUwx1FbA","tag":"ewEtffxcnU09YB3R1rTpAQ","protected":"eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiZmlyc3QifQ"}', '{"ciphertext":"rzbUCLS_JPm1vSa2yC7doFqq","iv":"m1Ut1YLcYz8HlwQG","tag":"fVxVWuNkLMLq9j02SJaAqw","protected":"eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiZmlyc3QifQ"}', now() + interval '60 minutes', 1, 'first', null, now() + interval '20160 minutes', null);

insert into attempt (code_hash, request_hash, nonce_hash, nonce_expires_at, vcc_account_id, user_id, redirect_uri, authority, organization_url, replaces, started_at, busy_until, waiting_grant, choice, organizations, answer, grant_version, key_id)
  values ('onbxIy7gDGxOEGGEowS1rFCquNjXexIBCT7GHBLQy2Q', 'e8PgWr8OTN3UPol1sCBYMNNwtAMrdqfJ4qNzEtwI9JQ', '5xHY_h75Hs3QW-jy-SnFkkMEWNdW5hHjC-Zw9X-JpwA', now() + interval '120 minutes', 'choosing', 'admin-1', 'http://localhost:4000/popup-callback.html', 'https://login.microsoftonline.com/organizations', null, null, now() + interval '0 minutes', null, '{"ciphertext":"A5JlfyoU5OngwYBaXC-UyUs2iiu9PpiOOp70-VHp-sEPo8ALO8EqmaZwb3ZYDp5UF9oNOIfth2mQrnSougBwilLDs0dqHteQ1l0EHZlOLl8lRwGhaXtrSacQE_NNEDQAuLjzYY_b62a4rGlt-goTgJSjsQKIBrY2q1wbj61qAOcI1eZwSid1UD22Uk98IAJtcoyZemzzn6WiuQZcgzXeh7EeasMBDdS9WYpYob3-JdJNRNChfy8SzC3ULb8RAX8wbYWqkMjOHJkoWUQgJbOBDz4G7Nv8USGMy497Lzg51fCmXa2TZqT9er5x1CG00sNIsiBIoi5uSSK9TizuPjphBm6rHVqLUFBxkN6W-MkjyySafeAX7bSSwCX41YWb6l61fpLCA4zfHB1RRtOrueyD-dmUpSAySs5ha2MvzZCevfYi_sxUZLZ7FbJdv22dUYI0iRMbQZrkR1inxmPniXEjiZNz1Jqu_E2UYw","iv":"ZtjC2fChs7pqHmi2","tag":"-9yy0N7n1uyduu2r1OzA_A","protected":"eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiZmlyc3QifQ"}', '11111111-2222-4333-8444-555555555555', '[{"url":"https://contoso.crm4.dynamics.com","name":"Contoso"},{"url":"https://fabrikam.crm.dynamics.com","name":"Fabrikam"}]', null, 1, 'first');

insert into attempt (code_hash, request_hash, nonce_hash, nonce_expires_at, vcc_account_id, user_id, redirect_uri, authority, organization_url, replaces, started_at, busy_until, waiting_grant, choice, organizations, answer, grant_version, key_id)
  values ('kqiWUAEHwkanweA8yTkvQ08x9ezTgpHQsciMlZzMJ6A', 'W9a3qF6jMzYIOJBMM-ioq_2zb4inYA5PIyCgGHoeMVk', '817o2dlSgiUj6CZvqhIb5C47nHWHu3V0wU-4NK3367s', now() + interval '120 minutes', 'finished', 'admin-1', 'http://localhost:4000/popup-callback.html', 'https://login.microsoftonline.com/organizations', null, null, now() + interval '0 minutes', null, null, null, null, '{"linkId":"00000000-0000-4000-8000-000000000004"}', 0, null);

insert into attempt (code_hash, request_hash, nonce_hash, nonce_expires_at, vcc_account_id, user_id, redirect_uri, authority, organization_url, replaces, started_at, busy_until, waiting_grant, choice, organizations, answer, grant_version, key_id)
  values ('PZzcPQFlgCasVXmkQCTHOodEnD_CUwA3IL890m0QSxY', 'tDiwb4iPBnMMb7_qwQCZR-0AzB4qAkTZEkcXYV6lySA', 'DvJhsIPohQ0pyBL9HDX6KQWYWJydblsmS4sSGuAGJqU', now() + interval '120 minutes', 'refused', 'admin-1', 'http://localhost:4000/popup-callback.html', 'https://login.microsoftonline.com/organizations', null, null, now() + interval '0 minutes', null, null, null, null, '{"code":"insufficient-privileges","missingPrivileges":["prvCreateContact"]}', 0, null);

insert into audit_event (at, type, vcc_account_id, user_id, correlation_id, details)
  values (now() + interval '-43200 minutes', 'linked', 'active', 'admin-1', 'correlation-active', '{}');

insert into audit_event (at, type, vcc_account_id, user_id, correlation_id, details)
  values (now() + interval '-43200 minutes', 'linked', 'due', 'admin-1', 'correlation-due', '{}');

insert into audit_event (at, type, vcc_account_id, user_id, correlation_id, details)
  values (now() + interval '-43200 minutes', 'linked', 'restricted', 'admin-1', 'correlation-restricted', '{}');

insert into audit_event (at, type, vcc_account_id, user_id, correlation_id, details)
  values (now() + interval '-43200 minutes', 'linked', 'expired', 'admin-1', 'correlation-expired', '{}');

insert into audit_event (at, type, vcc_account_id, user_id, correlation_id, details)
  values (now() + interval '-43200 minutes', 'linked', 'finished', 'admin-1', 'correlation-finished', '{}');
