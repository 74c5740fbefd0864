/** The steps between a value of a record and the elements of a tensor, and the chain that they form. */
package io.alambic.mapping.operation;
