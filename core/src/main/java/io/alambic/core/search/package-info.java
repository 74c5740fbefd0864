/**
 * Population-based training (Jaderberg et al. 2017): students side by side on the same batches, the worst
 * restarted from the best.
 */
package io.alambic.core.search;
