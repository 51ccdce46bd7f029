/** What people and programs said of a call, and a place to say something. */
import { useState } from 'react';
import type { CallDetail, Feedback } from '../../client/call-messages.ts';
import { IconButton } from '../view/icons.tsx';
import { useCalls } from './calls-context.ts';
import { jsonMember, stringOf } from './values/json-value.ts';
import { JsonView } from './values/json-view.tsx';
import { LongText } from './values/long-text.tsx';
import { exactTime, startText } from './words.ts';

/** As the weave SDK names them. */
const REACTION = 'wandb.reaction.1';
const NOTE = 'wandb.note.1';
const REACTIONS = ['👍', '👎', '🎉', '🤔', '❌'];
const LONGEST_NOTE = 1024;

export function FeedbackTab({ call }: { readonly call: CallDetail }) {
  const { host, project, attempt, changed } = useCalls();
  const [note, setNote] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const add = (type: string, payload: object, done?: () => void) =>
    attempt(async () => {
      setIsBusy(true);
      try {
        await host.addFeedback(project, call.id, type, JSON.stringify(payload));
        done?.();
        changed();
      } finally {
        setIsBusy(false);
      }
    });
  const write = () => {
    const text = note.trim();
    if (text !== '' && !isBusy) add(NOTE, { note: text }, () => setNote(''));
  };
  return (
    <>
      <div className="acts" role="toolbar" aria-label="React">
        {REACTIONS.map((emoji) => (
          <button
            key={emoji}
            type="button"
            className="secondary small"
            aria-label={`React with ${emoji}`}
            disabled={isBusy}
            onClick={() => add(REACTION, { emoji })}
          >
            {emoji}
          </button>
        ))}
      </div>
      <form
        className="note"
        onSubmit={(event) => {
          event.preventDefault();
          write();
        }}
      >
        <textarea
          aria-label="Note"
          placeholder="A note on this call (Ctrl + Enter adds it)"
          rows={2}
          maxLength={LONGEST_NOTE}
          value={note}
          onChange={({ target }) => setNote(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            write();
          }}
        />
        <button type="submit" className="primary" disabled={note.trim() === '' || isBusy}>
          Add note
        </button>
      </form>
      {call.feedback.length === 0 && <p className="help">Nobody has said anything of this call yet.</p>}
      <ul className="feedback">
        {call.feedback.map((each) => (
          <li key={each.id}>
            <div className="feedback-head">
              <span className="help" title={exactTime(each.createdAt)}>
                {[each.creator, startText(each.createdAt)].filter(Boolean).join(' · ')}
              </span>
              <span className="help">{nameOf(each)}</span>
              <IconButton
                icon="trash"
                title="Remove"
                onClick={() =>
                  attempt(async () => {
                    await host.removeFeedback(project, each.id);
                    changed();
                  })
                }
              />
            </div>
            <Said feedback={each} />
          </li>
        ))}
      </ul>
    </>
  );
}

function nameOf({ type }: Feedback): string {
  return { [REACTION]: '', [NOTE]: '' }[type] ?? type;
}

function Said({ feedback: { type, payload } }: { readonly feedback: Feedback }) {
  const emoji = type === REACTION ? stringOf(jsonMember(payload, 'emoji')) : undefined;
  if (emoji !== undefined) return <span className="reaction">{emoji}</span>;
  const note = type === NOTE ? stringOf(jsonMember(payload, 'note')) : undefined;
  if (note === undefined) return <JsonView name="payload" text={payload} />;
  return (
    <p className="note-text">
      <LongText text={note} />
    </p>
  );
}
