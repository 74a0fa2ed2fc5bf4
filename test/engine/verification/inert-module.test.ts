import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/engine/domain/clock.ts';
import { openInertCheck } from '../../../src/engine/verification/inert-module.ts';
import { testRunner } from '../../support/runner.ts';
import { tempFolder, writeFiles } from '../../support/temp.ts';

/** Whether a module is inert in a tree with these files; the first one is the module. */
async function inert(
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  const root = tempFolder();
  writeFiles(root, files);
  const isInert = openInertCheck(testRunner(), 'python3', systemClock, () => env);
  return isInert(root, Object.keys(files)[0] ?? '');
}

const INERT = {
  'words about an encoding': '"""Words."""\n\n\nENCODING = "encoding"\n',
  'nothing at all': '',
  'functions and constants': `"""Words."""
from __future__ import annotations
import math, re as regex
from typing import Any, Optional

__all__ = ['add']
LIMIT: int = -3 * 2
NAMES = {'one': [1, (2, 3)], 'two': LIMIT}
WORD = regex.compile(r'\\w+')
PI = math.pi

def add(a: int, b: Optional[int] = None, *rest: Any, key=LIMIT, **more) -> list[int] | None:
    exit(1)
    return a + b

async def later():
    pass

if __name__ == '__main__':
    raise SystemExit(0)
`,
  classes: `import enum
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import lru_cache

class Odd(ValueError):
    """Not even."""

class Odder(Odd):
    pass

class Shape(ABC):
    @abstractmethod
    def area(self): ...

@dataclass(frozen=True)
class Square(Shape):
    side: float = 1.0
    tags: list = field(default_factory=list)

    @property
    def area(self):
        return self.side ** 2

    @area.setter
    def area(self, value):
        self.side = value

    @staticmethod
    @lru_cache(maxsize=None)
    def make(): return Square()

class Colour(enum.Enum):
    RED = 'red'
    def shade(self): return 1
`,
};

const DOUBTFUL = {
  'an exit': 'import sys\nsys.exit(0)',
  'a raise': 'raise SystemExit(0)',
  'a call': 'def f(): pass\nf()',
  'a call in a value': 'def f(): pass\nX = f()',
  'a call in a default': 'def f(x=quit()): pass',
  'a call in an annotation': 'def f(x: quit()): pass',
  "a call in a lambda's default": 'F = lambda x=quit(): x',
  'a call in an f-string': 'X = f"{quit()}"',
  'a call in a list': 'X = [quit()]',
  'a comprehension': 'X = [quit() for _ in [1]]',
  'an exit hook': 'import atexit\nfrom typing import Any\natexit.register(print)',
  'a module that could do anything': 'import os',
  'a module of the tree': 'import helper',
  'a relative import': 'from . import helper',
  'everything of a module': 'from math import *',
  'a change of another module': 'import math\nmath.pi = 3',
  'a change of an entry': 'X = {}\nX["a"] = 1',
  'a deletion': 'X = 1\ndel X',
  'an attempt': 'try:\n    import math\nexcept ImportError:\n    pass',
  'a loop': 'for x in [1]:\n    pass',
  'a condition': 'if True:\n    pass',
  'another condition on the name': 'if __name__ != "__main__":\n    quit()',
  'the other branch of the name': 'if __name__ == "__main__":\n    pass\nelse:\n    quit()',
  'a name of its own': '__name__ = "__main__"\nif __name__ == "__main__":\n    quit()',
  'a context': 'with open("x"):\n    pass',
  'an operator of its own': 'class A:\n    def __or__(self, x): quit()\nB = A\nX = B | 1',
  'a decorator of its own': 'def d(f): quit()\n@d\ndef f(): pass',
  'a decorator by a known name': 'def property(f): quit()\nclass A:\n    @property\n    def f(self): pass',
  'a maker by a known name': 'def list(x): quit()\nX = list([1])',
  'a setter of a class': 'class A:\n    @staticmethod\n    def setter(f): quit()\n@A.setter\ndef f(): pass',
  'a setter of another name for a class':
    'class A:\n    @staticmethod\n    def setter(f): quit()\ndef B(): pass\nB = A\n@B.setter\ndef f(): pass',
  'a metaclass': 'class M(type): pass\nclass A(metaclass=M): pass',
  'a base that is told of its subclasses':
    'class A:\n    def __init_subclass__(cls): quit()\nclass B(A): pass',
  'a base from a call': 'class A(quit()): pass',
  'an enumeration that calls its own':
    'from enum import Enum\nclass A(Enum):\n    def __init__(self, x): quit()\n    B = 1',
  'an enumeration that calls what it inherits':
    'from enum import Enum\nclass A(Enum):\n    def f(self): pass\nclass B(A):\n    def __init__(self, x): quit()\n    C = 1',
  'an enumeration that calls what another base defines':
    'from enum import Enum\nclass M:\n    def __init__(self, x): quit()\nclass A(M, Enum):\n    B = 1',
  'a class that is asked for instances': 'class A:\n    def __new__(cls): quit()',
  'a parameter of a type that is replaced': 'class A:\n    def __typing_subst__(self): quit()',
  'a class method of a property':
    'class A:\n    @classmethod\n    @property\n    def x(cls): quit()\n    y: 1',
  'an attribute that is told its name':
    'class A:\n    def __set_name__(self, o, n): quit()\nclass B:\n    X = A',
  "a module's own attributes": 'def __getattr__(name): quit()',
  'a special name': '__builtins__ = {}',
  'a class body that calls': 'class A:\n    quit()',
  'a key that is hashed': 'class A:\n    def __hash__(self): quit()\nX = {A: 1}',
  'another encoding': '# coding: utf-7\nX = 1',
  'what does not parse': 'def f(:',
  'what cannot be parsed': `X = ${'('.repeat(400)}${')'.repeat(400)}`,
  'a null byte': 'X = 1\0',
};

describe('a module is inert', () => {
  it.each(Object.entries(INERT))('with %s', async (_, text) => {
    expect(await inert({ 'lib/part.py': text, 'lib/__init__.py': '"""A package."""\n' })).toBe(true);
  });
});

describe('a module leaves a doubt', () => {
  it.each(Object.entries(DOUBTFUL))('with %s', async (_, text) => {
    expect(await inert({ 'part.py': text })).toBe(false);
  });

  const PLAIN = 'import math\nX = 1\n';
  it.each([
    ['its package does something', { 'lib/__init__.py': 'quit()' }],
    ['a package above its own does something', { '__init__.py': 'quit()' }],
    ['its folder goes by the name of a module too', { 'lib.py': '' }],
    ['a folder has its name', { 'lib/part/__init__.py': '' }],
    ['a binary has its name', { 'lib/part.so': '' }],
    ['it was compiled before', { 'lib/__pycache__/part.cpython-311.pyc': '' }],
    [
      'its package was compiled before',
      { 'lib/__init__.py': '', 'lib/__pycache__/__init__.cpython-311.pyc': '' },
    ],
    ["what it imports may be the tree's", { 'math.py': '' }],
    ['what it imports may be a folder of the tree', { 'lib/math/__init__.py': '' }],
    ['Python starts with something of the tree', { 'sitecustomize.py': '' }],
  ])('where %s', async (_, files) => {
    expect(await inert({ 'lib/part.py': PLAIN, ...files })).toBe(false);
  });

  it('where what it imports may come from the PYTHONPATH', async () => {
    const files = { 'lib/part.py': PLAIN, 'own/math.py': '' };
    expect(await inert(files)).toBe(true);
    expect(await inert(files, { PYTHONPATH: '/nowhere:own' })).toBe(false);
  });

  it('where it is not there, or there is no interpreter', async () => {
    expect(await inert({})).toBe(false);
    const root = tempFolder();
    writeFiles(root, { 'part.py': PLAIN });
    const isInert = openInertCheck(testRunner(), '/nowhere/python3', systemClock, () => ({}));
    expect(await isInert(root, 'part.py')).toBe(false);
  });
});
