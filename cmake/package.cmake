# What `cpack` makes of an installation: a package for the Debian on which it was built.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The neurank authors")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
# Libraries that it links, with the versions that it was built with; those that have it run: ranks need Open MPI's
# launcher, fast products an OpenBLAS with OpenMP as the system's BLAS, the launchers here what lists cores.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "openmpi-bin, libopenblas0-openmp, util-linux")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "gnuplot-nox")
include(CPack)
