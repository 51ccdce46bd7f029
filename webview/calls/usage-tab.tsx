/** What a call used, by model, and its summary as it was recorded. */
import type { CallDetail } from '../../client/call-messages.ts';
import { JsonView } from './values/json-view.tsx';
import { costText, exactCost } from './words.ts';

export function UsageTab({ call }: { readonly call: CallDetail }) {
  const { usage, summary } = call;
  const hasCost = usage.some(({ cost }) => cost !== undefined);
  return (
    <>
      {usage.length === 0 ? (
        <p className="help">No model was used, or none that tells what it used.</p>
      ) : (
        <table className="usage">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">Requests</th>
              <th scope="col">Tokens in</th>
              <th scope="col">Tokens out</th>
              {hasCost && <th scope="col">Cost</th>}
            </tr>
          </thead>
          <tbody>
            {usage.map(({ model, requests, prompt, completion, cost }) => (
              <tr key={model}>
                <th scope="row">{model}</th>
                <td>{requests.toLocaleString()}</td>
                <td>{prompt.toLocaleString()}</td>
                <td>{completion.toLocaleString()}</td>
                {hasCost && <td title={cost === undefined ? undefined : exactCost(cost)}>{costText(cost)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {summary !== undefined && <JsonView name="summary" title="Summary" text={summary} />}
    </>
  );
}
