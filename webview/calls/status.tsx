/** A call's status as a sign and, where there is room, a word: never by colour alone. */
import type { CallStatus } from '../../client/call-messages.ts';
import { Icon, type IconName } from '../view/icons.tsx';
import { STATUS_TEXT } from './words.ts';

const ICONS: Readonly<Record<CallStatus, IconName>> = {
  running: 'running',
  success: 'check',
  error: 'error',
  descendant_error: 'warning',
};

export function Status({ status, withText = false }: { readonly status: CallStatus; readonly withText?: boolean }) {
  const text = STATUS_TEXT[status];
  return (
    <span className={`status status-${status}`} title={text}>
      <Icon name={ICONS[status]} />
      <span className={withText ? '' : 'unseen'}>{text}</span>
    </span>
  );
}
