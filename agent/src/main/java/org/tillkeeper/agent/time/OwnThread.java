package org.tillkeeper.agent.time;

/** A scheduler with a real thread of its own, which ends with {@link #close}. */
public interface OwnThread extends Scheduler, AutoCloseable {
  /**
   * Lets the running task end and drops the tasks that wait. Returns when the task has ended, but
   * after 10 s at the latest. Returns at once if that task itself calls this.
   */
  @Override
  void close();
}
