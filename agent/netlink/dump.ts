import { SystemError } from '../native/system-error.ts';
import { errorNumber, type Message, NLMSG_DONE, NLMSG_ERROR, splitMessages } from './messages.ts';

/** Something changed while the kernel was listing: what is there may be missing from the list (netlink(7)). */
const NLM_F_DUMP_INTR = 0x10;
/** On a machine where interfaces come and go all the time a list is never of one moment; the last one has to do. */
const ATTEMPTS = 5;

/**
 * Everything that the kernel lists for one request, asked for again where it was interrupted.
 * @param ask sends the request anew, and gives its sequence number
 * @param receive what one recv delivers; it must outlive the next one
 * @throws SystemError with what the kernel answers
 */
export function dump(ask: () => number, receive: () => Buffer): Message[] {
  for (let attempt = 1; ; attempt++) {
    const { messages, interrupted } = collect(ask(), receive);
    if (!interrupted || attempt === ATTEMPTS) return messages;
  }
}

function collect(sequence: number, receive: () => Buffer): { messages: Message[]; interrupted: boolean } {
  const messages: Message[] = [];
  let interrupted = false;
  for (;;) {
    for (const message of splitMessages(receive())) {
      if (message.sequence !== sequence) continue;
      interrupted ||= (message.flags & NLM_F_DUMP_INTR) !== 0;
      if (message.type === NLMSG_DONE) return { messages, interrupted };
      if (message.type === NLMSG_ERROR) throw new SystemError('rtnetlink', errorNumber(message.body));
      messages.push(message);
    }
  }
}
