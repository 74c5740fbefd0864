/** Single values of a record, and numbers as elements of a tensor. */
package io.alambic.mapping.value;
