/** Seeded inputs of every kind, valid and hostile, and the account of what became of them. */
package io.alambic.system.hostile;
