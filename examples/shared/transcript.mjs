// Prints what happens as it happens, and counts what was expected: a deviation ends the story.

export class Deviation extends Error {}

export class Transcript {
  #started = performance.now();
  #passed = 0;

  chapter(title) {
    console.log(`\n── ${title}`);
  }

  line(mark, what, detail = '') {
    const seconds = ((performance.now() - this.#started) / 1000).toFixed(2).padStart(6);
    console.log(`${seconds}  ${mark} ${what.padEnd(14)} ${detail}`.trimEnd());
  }

  /** Something that must hold. */
  expect(holds, what, detail) {
    if (!holds) {
      this.line('✗', 'unexpected', `${what}${detail === undefined ? '' : `: ${typeof detail === 'string' ? detail : JSON.stringify(detail)}`}`);
      throw new Deviation(what);
    }

    this.#passed += 1;
    this.line('✓', 'as expected', what);
  }

  /** Runs a story to its end; the last line says how it went, and the exit code too. */
  async run(story) {
    let failed = 0;
    try {
      await story();
    } catch (error) {
      failed = 1;
      if (!(error instanceof Deviation)) {
        console.error(error);
      }
    }

    console.log(`\n${this.#passed} passed, ${failed} failed`);
    process.exitCode = failed;
  }
}
