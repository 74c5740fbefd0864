/** The built-in architectures: classifiers made of DJL blocks, with a feature map after each block. */
package io.alambic.core.zoo;
