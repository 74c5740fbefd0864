"""Makes the images of this folder, and what Pillow and numpy make of them. Needs Pillow and numpy; run it in this folder.

expected.csv: file, kind, SHA-256 of the samples, row by row. clip.f32, resnet.f32: what the image processors of Hugging Face make of
photo.png with the two preprocessor files: [3, H, W], little endian.
"""
import hashlib
import json
from math import floor

import numpy as np
from PIL import Image, ImageOps

random = np.random.RandomState(3)
height, width = 37, 53
y, x = np.mgrid[0:height, 0:width]
samples = np.stack([(x * 5) % 256, (y * 7) % 256, 128 + 100 * np.sin(x * y / 40)], -1).astype(np.uint8)
samples[10:20, 10:25] = random.randint(0, 256, (10, 15, 3))
photo = Image.fromarray(samples)
photo.save('photo.png')
photo.convert('L').save('gray.png')
photo.convert('1').save('bits.png')
photo.quantize(16).save('palette.png')
alpha = photo.copy()
alpha.putalpha(Image.fromarray(((x + y) % 256).astype(np.uint8)))
alpha.save('alpha.png')
alpha.convert('LA').save('gray-alpha.png')
Image.fromarray((x * 1000 + y * 7).astype(np.uint16)).save('gray16.png')
photo.save('photo.gif')
photo.save('photo.bmp')
photo.save('photo.jpg', quality=90)
photo.convert('L').save('gray.jpg', quality=90)
photo.save('progressive.jpg', quality=90, progressive=True)
photo.convert('CMYK').save('cmyk.jpg')
for orientation in range(2, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo.save('exif%d.jpg' % orientation, exif=exif, quality=60, subsampling=0)

lines = []


def expect(name, kind, image):
    lines.append('%s,%s,%s' % (name, kind, hashlib.sha256(np.asarray(image).tobytes()).hexdigest()))


for name in ['photo.png', 'gray.png', 'bits.png', 'palette.png', 'alpha.png', 'gray-alpha.png', 'photo.gif', 'photo.bmp']:
    expect(name, 'RGB', Image.open(name).convert('RGB'))
    expect(name, 'L', Image.open(name).convert('RGB').convert('L'))
for number, filter in enumerate(['nearest', 'lanczos', 'bilinear', 'bicubic', 'box', 'hamming']):
    for size in [(16, 16), (60, 70), (20, 90), (37, 20), (53, 53), (1, 1)]:
        expect('photo.png', '%s %dx%d' % (filter, *size), photo.resize((size[1], size[0]), number))
open('expected.csv', 'w').write('\n'.join(lines) + '\n')
# JPEG decoders may differ by a little, so their pixels are kept
Image.open('photo.jpg').save('photo-jpg-decoded.png')
Image.open('progressive.jpg').save('progressive-jpg-decoded.png')
ImageOps.exif_transpose(Image.open('exif6.jpg')).save('exif6-jpg-decoded.png')


def shorter_side(image, length):
    w, h = image.size
    if w <= h:
        return (length, int(length * h / w))
    return (int(length * w / h), length)


def middle(values, rows, columns):
    top, left = floor((values.shape[0] - rows) / 2), floor((values.shape[1] - columns) / 2)
    made = np.zeros((rows, columns, 3), np.uint8)
    for row in range(rows):
        for column in range(columns):
            if 0 <= row + top < values.shape[0] and 0 <= column + left < values.shape[1]:
                made[row, column] = values[row + top, column + left]
    return made


def process(image, size, resample, rows, columns, mean, deviation):
    values = middle(np.asarray(image.resize(size, resample)), rows, columns)
    scaled = (values.astype(np.float64) * 0.00392156862745098).astype(np.float32)
    made = (scaled - np.array(mean, np.float32)) / np.array(deviation, np.float32)
    return made.transpose(2, 0, 1).astype('<f4')


mean, deviation = [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]
json.dump({'crop_size': 24, 'do_center_crop': True, 'do_normalize': True, 'do_resize': True,
           'feature_extractor_type': 'CLIPFeatureExtractor', 'image_mean': mean, 'image_std': deviation, 'resample': 3, 'size': 24},
          open('clip.json', 'w'), indent=2)
process(photo, shorter_side(photo, 24), Image.BICUBIC, 24, 24, mean, deviation).tofile('clip.f32')
mean, deviation = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
json.dump({'crop_pct': 0.875, 'do_normalize': True, 'do_resize': True, 'feature_extractor_type': 'ConvNextFeatureExtractor',
           'image_mean': mean, 'image_std': deviation, 'resample': 3, 'size': 21}, open('resnet.json', 'w'), indent=2)
process(photo, shorter_side(photo, int(21 / 0.875)), Image.BICUBIC, 21, 21, mean, deviation).tofile('resnet.f32')
