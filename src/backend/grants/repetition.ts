const minute = 60 * 1000;

export interface Repetition {
  start(): void;
  /** Ends the repetition; resolves when no run is under way. */
  stop(): Promise<void>;
}

/**
 * Repeats `work` with pauses of about `everyMinutes`, at random by up to a quarter shorter or longer so that not all
 * processes work at the same moment. Its timer does not keep the process alive. After a failed run it emits a warning and goes on.
 *
 * @param name of the work, for the warning
 */
export function createRepetition(name: string, everyMinutes: number, work: () => Promise<unknown>): Repetition {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let running: Promise<void> | undefined;

  return {
    start: schedule,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };

  function schedule(): void {
    timer = setTimeout(
      () => {
        running = run();
      },
      everyMinutes * minute * (0.75 + Math.random() / 2),
    );
    timer.unref();
  }

  async function run(): Promise<void> {
    try {
      await work();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      process.emitWarning(`vcc-dynamics-auth: the ${name} did not run: ${reason}`);
    }
    if (!isStopped) schedule();
  }
}
