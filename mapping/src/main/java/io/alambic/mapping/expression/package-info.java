/** Expressions of a mapping: where a value comes from, what becomes of it, and which samples are left out. */
package io.alambic.mapping.expression;
