import type { Lab, LabNode } from '../../../protocol/lab/schema.ts';

/** Below the document root of each node's nginx. */
export const demoPageName = 'tandem-demo.html';
/** By which a file is known as one of ours. */
export const demoPageMark = '<meta name="generator" content="Tandem demo page">';

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * A page that says which node gave it, and asks again and again, so that whoever has it open sees the node change. It
 * needs nothing but itself: a client that reaches the VIP reaches all of it.
 */
export function demoPageText(lab: Lab, node: LabNode): string {
  const name = escaped(node.name);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
${demoPageMark}
<meta name="node" content="${name}">
<meta name="viewport" content="width=device-width">
<title>${name}</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 40rem; margin: 12vh auto 0; padding: 0 1rem; }
  h1 { font-size: 4rem; line-height: 1.1; margin: 0; overflow-wrap: anywhere; }
  .away { opacity: 0.35; }
  ol { list-style: none; padding: 0; font-variant-numeric: tabular-nums; }
</style>
<p><span id="by">Served by</span></p>
<h1 id="node">${name}</h1>
<p>${escaped(lab.name)} · <span id="address"></span></p>
<ol id="log" aria-live="polite"></ol>
<script>
  const isChinese = navigator.language.startsWith('zh');
  const words = isChinese
    ? { by: '当前提供服务的节点', gap: (ms) => '，其间至多 ' + ms + ' 毫秒无应答', none: '无应答' }
    : { by: 'Served by', gap: (ms) => ', after at most ' + ms + ' ms without an answer', none: 'No answer' };
  const part = (id) => document.getElementById(id);
  const stepMs = 250;
  let node = part('node').textContent;
  let answeredAt = performance.now();
  let isAway = false;
  part('by').textContent = words.by;
  part('address').textContent = location.host;
  function note(text) {
    const line = document.createElement('li');
    line.textContent = new Date().toLocaleTimeString() + '  ' + text;
    part('log').prepend(line);
    while (part('log').children.length > 20) part('log').lastChild.remove();
  }
  async function ask() {
    try {
      const answer = await fetch(location.pathname + '?' + Date.now(), { cache: 'no-store', signal: AbortSignal.timeout(1000) });
      const found = /<meta name="node" content="([^"]*)">/.exec(await answer.text());
      if (!answer.ok || !found) throw new Error(answer.status);
      const gapMs = Math.round(performance.now() - answeredAt);
      if (found[1] !== node || isAway) note(found[1] + (gapMs > 2 * stepMs ? words.gap(gapMs) : ''));
      node = document.title = part('node').textContent = found[1];
      answeredAt = performance.now();
      isAway = false;
    } catch {
      if (!isAway) note(words.none);
      isAway = true;
    }
    part('node').classList.toggle('away', isAway);
    setTimeout(ask, stepMs);
  }
  setTimeout(ask, stepMs);
</script>
</html>
`;
}
