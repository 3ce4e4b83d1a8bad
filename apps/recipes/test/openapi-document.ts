import type { OpenAPI3 } from 'openapi-typescript';

const problem = { content: { 'application/json': { schema: { $ref: '#/components/schemas/ProblemDetails' } } } };
const text = { type: 'string', nullable: true } as const;

/** A small API in the style of Smokeball's document: OpenAPI 3.0, nullable members, 202 for a write, problem details. */
export const openapiDocument: OpenAPI3 = {
  openapi: '3.0.1',
  info: { title: 'API', version: '1.0' },
  paths: {
    '/contacts/{id}': {
      get: {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
        responses: {
          '200': {
            description: 'The contact.',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Contact' } } },
          },
          '404': { description: 'There is no such contact.', ...problem },
        },
      },
    },
    '/contacts': {
      post: {
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/ContactDto' } } } },
        responses: {
          '202': {
            description: 'The link to the contact.',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Link' } } },
          },
          '400': { description: 'The request is wrong.', ...problem },
        },
      },
    },
  },
  components: {
    schemas: {
      Link: { type: 'object', properties: { id: text, href: text } },
      Person: { type: 'object', properties: { firstName: text, lastName: text } },
      ContactDto: { type: 'object', properties: { person: { $ref: '#/components/schemas/Person' } } },
      Contact: { type: 'object', properties: { id: text, person: { $ref: '#/components/schemas/Person' } } },
      ProblemDetails: { type: 'object', properties: { title: text, detail: text } },
    },
  },
};
