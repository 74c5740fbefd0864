/** What is measured about weights on the holdout. */
package io.alambic.core.figures;
