import type { SwitchoverEvent, SwitchoverResult } from '../../protocol/contract/switchover.ts';
import { formatMs } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';

/** What came of a planned switchover, and what was seen of it on the wire and by the nodes. */
export function SwitchoverEvents({ result }: { result: SwitchoverResult }) {
  const { t, language } = useWords();
  const { to, from, moved, movedMs, events } = result;
  const source = (event: SwitchoverEvent) => (event.source === 'wire' ? t('source.wire') : event.source);
  return (
    <div className="stack grow" data-testid={`switchover-result-${result.vrid}`}>
      <strong>
        {!moved
          ? t('nodes.move.wasThere', { node: to })
          : movedMs === null
            ? t('nodes.move.doneUntimed', { node: to })
            : t('nodes.move.done', { node: to, time: formatMs(movedMs, language) })}
        {moved && from !== null ? <span className="soft"> {t('nodes.move.from', { from })}</span> : null}
      </strong>
      {events.length > 0 ? (
        <ol className="switchover-events small" aria-label={t('nodes.move.events')}>
          {events.map((event) => (
            <li key={`${event.what}-${event.source}-${event.t}`}>
              <span className="num quiet">{formatMs(event.t, language)}</span>
              <span>{t(`nodes.move.what.${event.what}`)}</span>
              <span className="quiet cut" title={event.detail}>
                {event.what === 'requested' ? null : source(event)}
              </span>
            </li>
          ))}
        </ol>
      ) : null}
    </div>
  );
}
