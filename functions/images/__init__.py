"""Which Docker image a build uses: AWS's own for every framework, algorithm, region and processor.

The table is AWS's map, written by tools/image_table.py.
"""
