/** One alarm for each facet, stored with its data. Times are milliseconds since 1970. */
import {
  alarm_clear,
  alarm_get,
  alarm_retry_count,
  alarm_scheduled_at,
  alarm_set,
} from "./imports";
import { check } from "./result";

/** Sets the alarm, in place of the one there may be. */
export function set(atMs: i64): void {
  check(alarm_set(atMs));
}

/** When it is due; −1 if it is not set. */
export function get(): i64 {
  return alarm_get();
}

export function clear(): void {
  check(alarm_clear());
}

/** Inside the event `alarm`: when it should have been. */
export function scheduledAt(): i64 {
  return alarm_scheduled_at();
}

/** Inside the event `alarm`: how many attempts failed before this one. */
export function retryCount(): i32 {
  return alarm_retry_count();
}
