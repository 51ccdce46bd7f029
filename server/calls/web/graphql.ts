/**
 * The few questions that the weave SDKs ask of a GraphQL endpoint when they start: who am I, which entity is mine, is the
 * project there, make it. A query's root fields are read, and answered with all that is known of each: members that were
 * not asked for do no harm, so no schema is needed. What is not known is refused by name, with status 200 as GraphQL has
 * it: SDKs repeat what fails with any other.
 */
import { InvalidRequest } from '../errors.ts';

/** A GraphQL body: `query` and `variables`. */
export interface GraphqlRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface GraphqlContext {
  readonly user: string;
  /** Where the user sees what was recorded. */
  readonly frontend: string;
  /** Answers the project's name. */
  readonly ensureProject: (entity: string, project: string) => Promise<string>;
}

type Field = (request: GraphqlRequest, context: GraphqlContext) => unknown;

const FIELDS: Readonly<Record<string, Field>> = {
  viewer: (_, { user }) => ({
    id: user,
    username: user,
    name: user,
    entity: user,
    email: null,
    admin: false,
    flags: '{}',
    defaultEntity: { id: user, name: user },
    teams: { edges: [] },
  }),
  entity: ({ variables }, { user }) => {
    const name = text(variables, 'entityName', 'name', 'entity') ?? user;
    return { id: name, name, readOnly: false };
  },
  project: (request, context) => project(request, context),
  model: (request, context) => project(request, context),
  upsertModel: async (request, context) => ({ model: await project(request, context), inserted: false }),
  serverInfo: (_, { frontend }) => ({ frontendHost: frontend, cliVersionInfo: {}, latestLocalVersionInfo: null }),
};

async function project({ variables }: GraphqlRequest, { user, ensureProject }: GraphqlContext) {
  const entity = text(variables, 'entityName', 'entity') ?? user;
  const asked = text(variables, 'name', 'project', 'projectName');
  if (asked === undefined) throw new InvalidRequest('The variable "name" of the project is missing.');
  const name = await ensureProject(entity, asked);
  return {
    id: `${entity}/${name}`,
    name,
    entityName: entity,
    entity: { name: entity },
    description: null,
    access: 'PRIVATE',
  };
}

/** The reply's body. Rejects with what `ensureProject` does. */
export async function answerGraphql(body: string, context: GraphqlContext): Promise<Record<string, unknown>> {
  const request = readRequest(body);
  const data: Record<string, unknown> = {};
  for (const name of rootFields(request.query)) {
    const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (field === undefined) {
      const known = Object.keys(FIELDS).join(', ');
      return { data: null, errors: [{ message: `This server answers no field "${name}"; it knows ${known}.` }] };
    }
    data[name] = await field(request, context);
  }
  return { data };
}

function readRequest(body: string): GraphqlRequest {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (error) {
    throw new InvalidRequest(`The body is no JSON: ${(error as Error).message}`);
  }
  const { query, variables } = Object(parsed) as { query?: unknown; variables?: unknown };
  if (typeof query !== 'string') throw new InvalidRequest('The body has no "query".');
  return { query, variables: Object(variables) as Record<string, unknown> };
}

/** Texts and comments, names with what belongs to them, marks. */
const TOKENS = /"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|#[^\n]*|@?[$\w]+(?:\s*:)?|\.{3}|[{}()]/g;

/** Names of the fields of the first operation, without alias: words at depth one, outside of arguments, texts and comments. */
function rootFields(query: string): string[] {
  const names: string[] = [];
  let braces = 0;
  let brackets = 0;
  for (const [token] of query.matchAll(TOKENS)) {
    if (token === '(') brackets++;
    else if (token === ')') brackets--;
    else if (brackets > 0) continue;
    else if (token === '{') braces++;
    else if (token === '}') {
      if (--braces === 0) break;
    } else if (braces === 1 && (/^\w/.test(token) || token === '...')) names.push(token);
  }
  if (names.length === 0) throw new InvalidRequest('The query asks for nothing.');
  return names;
}

function text(variables: Readonly<Record<string, unknown>>, ...names: readonly string[]): string | undefined {
  for (const name of names) if (typeof variables[name] === 'string') return variables[name];
  return undefined;
}
