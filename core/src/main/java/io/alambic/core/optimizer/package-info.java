/** Optimizers: how a gradient changes the weights. */
package io.alambic.core.optimizer;
