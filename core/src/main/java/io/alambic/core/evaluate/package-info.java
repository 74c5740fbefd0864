/** Evaluation on the holdout, and the rule by which a candidate is promoted to serving. */
package io.alambic.core.evaluate;
