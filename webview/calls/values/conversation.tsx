/** Chat messages one below the other, each with who speaks. */
import type { ChatMessage, ChatPart } from './chat.ts';
import { LongText } from './long-text.tsx';

const FEW = 1200;

export function Conversation({ messages }: { readonly messages: readonly ChatMessage[] }) {
  return (
    <ol className="conversation" aria-label="Conversation">
      {messages.map(({ role, parts }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: messages have their place only
        <li key={i} className={`message from-${/^[\w-]+$/.test(role) ? role : 'other'}`}>
          <span className="role">{role}</span>
          {parts.length === 0 && <span className="help">nothing</span>}
          {parts.map((part, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <Part key={at} part={part} />
          ))}
        </li>
      ))}
    </ol>
  );
}

function Part({ part }: { readonly part: ChatPart }) {
  if (part.kind === 'text') {
    return (
      <div className="said">
        <LongText text={part.text} few={FEW} isInside />
      </div>
    );
  }
  return (
    <div className="said code">
      {part.kind === 'tool' && <strong>{part.name} </strong>}
      <LongText text={part.json} isInside />
    </div>
  );
}
