import type { ScimView } from './scim-deps.ts';
import { scimUrns } from './scim-schemas.ts';

const attribute = (name: string, more: object = {}) => ({
  name,
  type: 'string',
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  ...more,
});

/** What this server can do (RFC 7643 §5). */
export function serviceProviderConfig(base: string): ScimView {
  return {
    schemas: [scimUrns.config],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: 200 },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: true },
    authenticationSchemes: [
      { type: 'oauthbearertoken', name: 'Bearer token', description: 'A key with the scope "scim", made by an admin', primary: true },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  };
}

export function resourceTypes(base: string): readonly ScimView[] {
  const type = (name: 'User' | 'Group', schema: string) => ({
    schemas: [scimUrns.resourceType],
    id: name,
    name,
    endpoint: `/${name}s`,
    schema,
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
  });
  return [type('User', scimUrns.user), type('Group', scimUrns.group)];
}

export function schemas(base: string): readonly ScimView[] {
  const schema = (id: string, name: string, attributes: readonly object[]) => ({
    schemas: [scimUrns.schema],
    id,
    name,
    attributes,
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${id}` },
  });
  const value = attribute('value', { required: true });
  return [
    schema(scimUrns.user, 'User', [
      attribute('externalId', { caseExact: true }),
      attribute('userName', { required: true, uniqueness: 'server' }),
      attribute('name', {
        type: 'complex',
        subAttributes: [attribute('formatted'), attribute('givenName'), attribute('familyName')],
      }),
      attribute('displayName'),
      attribute('emails', {
        type: 'complex',
        multiValued: true,
        subAttributes: [value, attribute('type'), attribute('primary', { type: 'boolean' })],
      }),
      attribute('active', { type: 'boolean' }),
      attribute('groups', {
        type: 'complex',
        multiValued: true,
        mutability: 'readOnly',
        subAttributes: [attribute('value', { mutability: 'readOnly' }), attribute('display', { mutability: 'readOnly' })],
      }),
    ]),
    schema(scimUrns.group, 'Group', [
      attribute('externalId', { caseExact: true }),
      attribute('displayName', { required: true, uniqueness: 'server' }),
      attribute('members', {
        type: 'complex',
        multiValued: true,
        subAttributes: [{ ...value, mutability: 'immutable' }, attribute('type', { canonicalValues: ['User'], mutability: 'immutable' })],
      }),
    ]),
  ];
}
