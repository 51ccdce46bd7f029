/** What stands where something is missing: it loads, it could not be loaded, there is nothing. */
export function Loading({ isSlow }: { readonly isSlow: boolean }) {
  return isSlow ? <output className="help nothing">Loading…</output> : undefined;
}

export function Failure(props: { readonly what: string; readonly problem: string; readonly retry: () => void }) {
  return (
    <div className="summary failure" role="alert">
      <strong>{props.what} could not be loaded.</strong>
      <p>{props.problem}</p>
      <button type="button" className="secondary small" onClick={props.retry}>
        Try again
      </button>
    </div>
  );
}
