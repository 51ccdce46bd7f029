/**
 * A file as SDKs send it: a form (`multipart/form-data`) with `project_id`, `file`, whose file name is its name, and maybe
 * `expected_digest`, and `name`, which says the name without a file name's escapes. The whole body is there already, so its size is bounded.
 */
import { ValidationError } from '../errors.ts';

export interface FileForm {
  /** All but the file, as the request's JSON has it. */
  readonly json: string;
  readonly content: Uint8Array;
}

/** `type`: the body's, with the boundary. */
export async function readFileForm(body: Uint8Array<ArrayBuffer>, type: string): Promise<FileForm> {
  let form: FormData;
  try {
    form = await new Response(body, { headers: { 'content-type': type } }).formData();
  } catch {
    throw refused('body', `The body should be multipart/form-data; it can't be read as "${type}"`);
  }
  const file = form.get('file');
  if (!(file instanceof File)) throw refused('file', 'The form should have a file in "file"');
  form.delete('file');
  return {
    json: JSON.stringify({ name: file.name, ...Object.fromEntries(form) }),
    content: new Uint8Array(await file.arrayBuffer()),
  };
}

function refused(member: string, msg: string): ValidationError {
  return new ValidationError(msg, [{ loc: ['body', member], msg, type: 'value_error' }]);
}
