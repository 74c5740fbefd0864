/** What a student learns to do: what labels are, which terms fit, and by which figures weights are judged. */
package io.alambic.core.task;
