import { type Form, form } from './forms.ts';

/** What a task says of a step, by where it is made; several stand side by side behind semicolons. */
export const stepForms: readonly Form[] = [
  // engine/deploy/deploy.ts
  form('both nodes run as they should', '两个节点均按要求运行'),
  form(
    'nobody listened for other VRRP routers: no capture on the nodes’ segment here',
    '未监听其他 VRRP 路由器：本机在节点所在网段没有抓包',
  ),
  // engine/deploy/agent-work.ts and engine/deploy/keepalived/work.ts
  form('nothing changed', '没有变化'),
  form('it runs', '正在运行'),
  form('this very agent is there already', '主机上已是同一代理'),
  form('keepalived {version} is there already', '已安装 keepalived {version}'),
  // engine/deploy/demo-page/with-demo-page.ts
  form('it is there already', '已存在'),
  // engine/deploy/verify-service.ts
  form('the lab has no health check', '该实验没有健康检查'),
  form('the check passes on both nodes', '检查在两个节点上均通过'),
  form('{count} checks pass on both nodes', '{count} 个检查在两个节点上均通过'),
  form('{url} answers', '{url} 有应答'),
  form('no result yet', '尚无结果'),
  // engine/deploy/verify.ts
  form('it did not answer', '没有应答'),
  form('VRID {vrid} is in state {state}: {cause}', 'VRID {vrid} 的状态为{state}：{cause}'),
  form('no owner yet', '尚无持有者'),
  form('VRID {vrid} has {count} masters', 'VRID {vrid} 有 {count} 个主用'),
  form('{vip} is on {count} nodes', '{vip} 位于 {count} 个节点上'),
  form(
    'VRID {vrid}: a backup of priority {priority} has not preempted yet',
    'VRID {vrid}：优先级为 {priority} 的备用尚未抢占',
  ),
  form('VRID {vrid} on the wire: {verdict}', '线路上的 VRID {vrid}：{verdict}'),
  form('VRID {vrid}: {count} of {wanted} adverts seen', 'VRID {vrid}：已见到 {count} 个通告，需 {wanted} 个'),
  form('nobody has answered ARP for {vip} yet', '尚无主机应答 {vip} 的 ARP 请求'),
  // engine/deploy/uninstall.ts
  form('nothing left; compared with the snapshot of {since}', '无残留；已与 {since} 的快照比较'),
  form('nothing left of all that Tandem can leave', 'Tandem 可能留下的内容均已清除'),
  // lab/testbed, which brings the practice lab up
  form('Preparing the root file system of the nodes', '正在准备节点的根文件系统'),
  form('Built the root file system', '已构建根文件系统'),
  form('Root file system from the cache', '根文件系统取自缓存'),
  form('Setting up users and services', '正在设置用户和服务'),
  form('Retrieving {package}', '正在获取 {package}'),
  form('Extracting {package}', '正在提取 {package}'),
  form('Unpacking {package}', '正在解包 {package}'),
  form('Configuring {package}', '正在配置 {package}'),
  form('Making the wires', '正在建立线路'),
  form(
    'Bridge in namespace {namespace}, {count} nodes, a client and this machine',
    '命名空间 {namespace} 中的网桥、{count} 个节点、一个客户端和本机',
  ),
  form('Starting the nodes', '正在启动节点'),
  form('Waiting for SSH', '正在等待 SSH'),
  form('SSH answers after {duration} ms', 'SSH 在 {duration} ms 后应答'),
  form('Waiting for the end of the boot', '正在等待启动完成'),
];
