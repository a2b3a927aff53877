#pragma once
#include <png.h>
#include <stdlib.h>
#include <zlib.h>
