/** Microbenchmarks of single steps on the path of a sample, by JMH. */
package io.alambic.bench.micro;
