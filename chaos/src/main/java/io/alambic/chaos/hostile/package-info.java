/** Clients that do what no client should, all at once. */
package io.alambic.chaos.hostile;
