import { ask, type Assessment } from '../assessment.ts';
import type { Call } from '../reading/call.ts';
import { readArguments, subcommand } from './options.ts';
import { firstWrite, isAboutItself, onlyVerbs, row, type Row } from './rules.ts';

const CONTAINER_VALUED = [
  '-f',
  '--file',
  '-p',
  '--project-name',
  '--project-directory',
  '--env-file',
  '--profile',
  '-H',
  '--host',
  '--context',
  '-c',
  '--config',
  '--log-level',
  '-l',
  '-n',
  '--namespace',
];
const CLUSTER_VALUED = [
  '-n',
  '--namespace',
  '--context',
  '--cluster',
  '--kubeconfig',
  '--user',
  '-s',
  '--server',
  '-v',
  '-o',
  '--request-timeout',
  '--kube-context',
];

/** Containers, clusters and clouds: only looking is harmless. */
export const SERVICES: readonly Row[] = [
  row('docker podman nerdctl', 'tell the state of containers', (call) => judgeContainers(call, call.args)),
  row('docker-compose podman-compose', 'tell the state of containers', (call) =>
    judgeContainers(call, ['compose', ...call.args]),
  ),
  row('kubectl oc', 'tell the state of a cluster', (call) => {
    const { verb, rest } = subcommand(call.args, CLUSTER_VALUED);
    if (isAboutItself(call.args)) return null;
    if (
      /^(?:get|describe|logs|version|explain|api-resources|api-versions|top|diff|cluster-info|wait|events|kustomize)$/.test(
        verb,
      )
    ) {
      const isSecret =
        verb !== 'explain' &&
        rest.some((arg) => /^secrets?(?:\/|$)/.test(arg)) &&
        rest.some((arg) => /^-o|^--output|jsonpath|yaml|json/.test(arg));
      return isSecret ? ask('high', 'prints secrets of a cluster') : null;
    }
    const second = subcommand(rest, CLUSTER_VALUED).verb;
    if (rest.includes('--raw') && verb === 'config') return ask('high', 'prints keys of a cluster');
    if (
      /^(?:config view|config current-context|config get-contexts|config get-clusters|rollout status|rollout history|auth can-i|auth whoami|plugin list)$/.test(
        `${verb} ${second}`,
      )
    )
      return null;
    const isDry =
      call.args.some((arg) => /^--dry-run=client$/.test(arg)) &&
      /^(?:apply|create|run|expose|label|annotate|set|delete)$/.test(verb);
    return isDry ? null : ask('critical', `changes a cluster (${verb})`);
  }),
  row(
    'helm',
    'tells what a chart is',
    (call) =>
      onlyVerbs(
        'list, ls, status, template, lint, version, show, history, get, search, env, dependency list, verify, unittest, dep list, test-check',
        'critical',
        'changes a cluster',
        CLUSTER_VALUED,
      )(call) ?? firstWrite(call, readArguments(call.args, ['--output-dir']).valuesOf('--output-dir')),
  ),
  row(
    'kustomize',
    'builds what a cluster would be given',
    onlyVerbs('build, version, cfg', 'critical', 'changes a cluster'),
  ),
  row(
    'ollama lms',
    'tells which models there are',
    onlyVerbs('list, ls, ps, show', 'medium', 'fetches or changes models'),
  ),
  row(
    'minikube kind k3d',
    'tell the state of a local cluster',
    onlyVerbs('status, version, get, profile list, node list, cluster list, ip', 'high', 'changes a cluster'),
  ),
  row(
    'skaffold tilt argocd flux istioctl linkerd velero eksctl kops',
    'tell the state of a cluster',
    onlyVerbs('version, diagnose, check, analyze, render, get', 'critical', 'changes a cluster'),
  ),
  row('terraform tofu terragrunt', 'tell what would change', ({ args }) => {
    const { verb, rest } = subcommand(args, []);
    const second = rest.find((arg) => !arg.startsWith('-')) ?? '';
    if (
      isAboutItself(args) ||
      /^(?:plan|validate|fmt|show|version|providers|graph|get-check|metadata|test-check|hclfmt|validate-inputs)$/.test(
        verb,
      )
    )
      return null;
    if (verb === 'init' && rest.some((arg) => arg === '-backend=false')) return null;
    return /^(?:state list|state show|workspace list|workspace show)$/.test(`${verb} ${second}`)
      ? null
      : ask('critical', `changes infrastructure (${verb})`);
  }),
  row(
    'packer',
    'checks images',
    onlyVerbs('validate, fmt, inspect, version', 'critical', 'builds images elsewhere'),
  ),
  row(
    'vagrant',
    'tells the state of machines',
    onlyVerbs('status, global-status, validate, version', 'high', 'changes virtual machines'),
  ),
  row(
    'pulumi',
    'tells what would change',
    onlyVerbs('preview, version, stack ls, about, whoami', 'critical', 'changes infrastructure'),
  ),
  row(
    'cdk sam serverless sls',
    'tell what would change',
    onlyVerbs(
      'synth, diff, ls, list, validate, package-check, print, doctor, build',
      'critical',
      'changes infrastructure',
    ),
  ),
  row('ansible ansible-playbook ansible-pull', 'check playbooks', ({ args }) =>
    args.some((arg) => /^--(?:syntax-check|list-tasks|list-hosts|list-tags|version)$/.test(arg))
      ? null
      : ask('critical', 'changes other machines'),
  ),
  row('ansible-inventory ansible-doc ansible-config', 'tell what playbooks would meet'),
  row(
    'aws gcloud az doctl linode-cli hcloud ibmcloud oci aliyun gsutil bq s3cmd rclone heroku fly flyctl vercel netlify wrangler firebase supabase railway cf eb scw',
    'tell what version they are',
    ({ program, args }) =>
      isAboutItself(args) ? null : ask('high', `${program} may change what is in a cloud`),
  ),
  row(
    'vault consul nomad etcdctl zkCli.sh op pass bw sops gopass',
    'tell what version they are',
    ({ program, args }) =>
      isAboutItself(args) ? null : ask('high', `${program} reads or changes secrets and services`),
  ),
  row(
    'nginx apachectl httpd caddy haproxy varnishd envoy traefik promtool amtool alertmanager prometheus',
    'check settings',
    ({ program, args }) =>
      isAboutItself(args) ||
      (args.some((arg) => /^(?:-t|-T|-c|validate|configtest|check|--mode=validate|test|fmt)$/.test(arg)) &&
        !args.some((arg) => /^(?:-s|reload|stop|start|restart|run|-k)$/.test(arg)))
        ? null
        : ask('medium', `${program} starts or changes a server`),
  ),
];

function judgeContainers(call: Call, args: readonly string[]): Assessment | null {
  if (isAboutItself(args)) return null;
  const { verb, rest } = subcommand(args, CONTAINER_VALUED);
  const { verb: second, rest: more } = subcommand(rest, CONTAINER_VALUED);
  if (/^(?:ps|inspect)$/.test(verb) && rest.some((arg) => /Env/.test(arg)))
    return ask('medium', 'prints the variables of a container');
  if (/^(?:ps|images|logs|inspect|version|info|top|stats|port|diff|history|events|search)$/.test(verb))
    return null;
  if (verb === 'exec') return judgeExec(call, rest);
  if (verb === 'compose') {
    if (isAboutItself(rest)) return null;
    if (/^(?:ps|config|convert|logs|images|top|port|version|ls|events|stats)$/.test(second))
      return firstWrite(call, readArguments(more, ['-o', '--output']).valuesOf('-o', '--output'));
    if (second === 'exec') return judgeExec(call, more);
    return ask(
      /^(?:up|start|run|build|pull|create)$/.test(second) ? 'medium' : 'high',
      `changes running containers (compose ${second})`,
    );
  }
  if (
    /^(?:container|image|volume|network|system|context|manifest|buildx|plugin|node|service|stack|config|builder|machine|pod)$/.test(
      verb,
    ) &&
    /^(?:ls|list|inspect|df|info|logs|ps|top|stats|history|version|show|exists)$/.test(second)
  )
    return null;
  const isStarting = /^(?:run|start|build|pull|create|up)$/.test(verb);
  return ask(
    isStarting ? 'medium' : 'high',
    `changes running containers (${[verb, second].filter((word) => /^[a-z]/.test(word)).join(' ')})`,
  );
}

/** What runs in a container is judged as it would be here, though its files are others. */
function judgeExec(call: Call, args: readonly string[]): Assessment | null {
  const { operands } = readArguments(args, []);
  const valued = new Set([
    '-e',
    '--env',
    '-u',
    '--user',
    '-w',
    '--workdir',
    '--index',
    '--env-file',
    '--detach-keys',
  ]);
  let at = 0;
  while (/^-/.test(args[at] ?? '')) at += valued.has(args[at] ?? '') ? 2 : 1;
  if (operands.length < 2) return ask('medium', 'runs a command in a container');
  const inner = args.slice(at + 1);
  // A shell or an interpreter there has a file system that nothing here knows.
  call.run(inner);
  return null;
}
