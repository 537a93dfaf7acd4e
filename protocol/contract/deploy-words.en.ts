import type { ProblemCode, ProblemWords } from './problem-codes.ts';

/** The words of the problems that a deploy meets. */
export const deployWordsEn = {
  'deploy.locked': {
    message: 'Somebody else is deploying to {host} right now.',
    hint: 'Wait until it is done. The lock goes away with the process that holds it.',
  },
  'deploy.lock-lost': {
    message: 'This Tandem was silent for so long that somebody else has taken over {host}.',
    hint: 'What the other one does there counts: nothing more was done on that host, and nothing was taken back. Look at the plan, then deploy again.',
  },
  'deploy.other-lab': {
    message: '{node} already serves the lab {lab}, as {as}.',
    hint: 'Uninstall that lab first, or allow Tandem to put this one in its place (--replace-lab): what that lab serves there goes away.',
  },
  'deploy.nodes-left-behind': {
    message: '{lab} is deployed to {nodes}, and here it names {wanted}.',
    hint: 'Uninstall the lab first, then set it up with the other hosts or names: what it runs on the present ones would stay there, and nobody would know of it. Or give this lab another name.',
  },
  'deploy.vip-in-use': {
    message: '{mac} already answers for the VIP {vip}.',
    hint: 'Choose another address, or take it from that machine first. Nothing was changed.',
  },
  'deploy.other-vrrp': {
    message: '{source} already advertises virtual router {vrid} on this segment.',
    hint: 'Choose another VRID, or stop that speaker first. Nothing was changed.',
  },
  'deploy.not-verified': {
    message: '{node} was set up but did not prove itself: {detail}',
    hint: 'It was rolled back to what it was. The log has the agent’s own words.',
  },
  'deploy.check-failing': {
    message: 'The health check {check} does not pass on {node}: {detail}.',
    hint: 'The pair runs, and this node ranks lower or cannot lead for as long as it is so. Mend the service, or the check.',
  },
  'deploy.page-missing': {
    message: '{url} does not answer as it should: {detail}.',
    hint: 'The address has its owner. See that the service listens on every address of the node, and that no packet filter is in the way.',
  },
  'deploy.demo-no-folder': {
    message: 'On {node} no nginx gives files on port 80, so there is no place for the demo page.',
    hint: 'It goes into the folder that “root” names in the default server. Everything else works without the page.',
  },
  'deploy.demo-folder-open': {
    message:
      'On {node} others than root may write to {folder}, or to a folder above it: no demo page is put there.',
    hint: 'What root writes there could be led elsewhere. Everything else works without the page.',
  },
  'deploy.demo-file-foreign': {
    message: 'On {node} there is a {path} that is not Tandem’s; it stays as it is.',
    hint: 'Move it away and deploy again, if you want the demo page.',
  },
  'deploy.held-by-keepalived': {
    message: 'keepalived runs on {node} and holds {vip}.',
    hint: 'One node has one speaker. Choose keepalived as the backend of the lab, or end it on both nodes first: systemctl disable --now keepalived.',
  },
  'deploy.other-backend': {
    message: '{node} is deployed with the backend {backend} already.',
    hint: 'Uninstall the lab first; one node has one speaker.',
  },
} satisfies Pick<ProblemWords, Extract<ProblemCode, `deploy.${string}`>>;
