/** Answers of several teachers to one sample become one answer. */
package io.alambic.core.merge;
