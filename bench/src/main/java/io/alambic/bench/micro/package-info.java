/** Single pieces of the path that every sample takes, measured by JMH. */
package io.alambic.bench.micro;
