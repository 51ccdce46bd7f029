/** The code of a call's op, as it was when it was called. */
import { useCalls } from './calls-context.ts';
import { Failure, Loading } from './told.tsx';
import { useAsked } from './use-asked.ts';

export function CodeTab({ id }: { readonly id: string }) {
  const { host, project } = useCalls();
  const { value, problem, isSlow, retry } = useAsked(`${project} ${id}`, undefined, () => host.callCode(project, id));
  if (problem !== undefined) return <Failure what="The code" problem={problem} retry={retry} />;
  if (value === undefined) return <Loading isSlow={isSlow} />;
  if (value.length === 0) return <p className="help">Whoever recorded this call did not store the code of its op.</p>;
  return value.map(({ file, text, version }) => (
    <section key={file} className="code" aria-label={file}>
      <h3>
        {file} <span className="help">{version}</span>
      </h3>
      <div className="code-text">
        {/* Apart from the text, so that they are not selected with it. */}
        <pre className="line-numbers" aria-hidden="true">
          {text
            .trimEnd()
            .split('\n')
            .map((_line, i) => i + 1)
            .join('\n')}
        </pre>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
        <pre tabIndex={0}>{text.trimEnd()}</pre>
      </div>
    </section>
  ));
}
